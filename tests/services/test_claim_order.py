"""On a server, who edits and who takes a delivery to send it never wait for each other in a circle."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from agency_core.domain.content import ContentChanges
from agency_core.errors import Conflict
from agency_core.models import ContentRow
from agency_core.store.queries import delivery as deliveries
from tests.fakes import only_delivery

HOUR = timedelta(hours=1)
LONG = 8.0


def waits_for_a_lock(db):
    """Whether anybody waits for somebody else on the server, within some seconds."""
    question = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        with db.engine.connect() as line:
            if line.scalar(question):
                return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_refusal_waits_for_an_edit_and_never_the_other_way_too(desk, owner, scheduled, clock, monkeypatch):
    made = scheduled(HOUR)
    with desk.db.transaction() as session:
        session.execute(update(ContentRow).where(ContentRow.id == made.id).values(content_body="Buy coins."))
    clock.move(HOUR)
    edits, real = threading.Event(), deliveries.withdraw
    seen = []

    def withdraw(*said):
        edits.set()
        seen.append(waits_for_a_lock(desk.db))
        return real(*said)

    monkeypatch.setattr(deliveries, "withdraw", withdraw)
    with ThreadPoolExecutor(2) as pool:
        edit = pool.submit(desk.draft.update, owner, made.id, changes=ContentChanges(content_body="Other words."))
        assert edits.wait(LONG)
        sent = pool.submit(desk.publish.drain)
        with pytest.raises(Conflict):
            edit.result(LONG)
        sent.result(LONG)
    assert (seen, only_delivery(desk, owner, made).state) == ([True], "failed")
    assert desk.draft.get(owner, made.id).status == "in_review"
