"""Threads and what may be out, on their way to another installation."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from agency_core.domain.content import FollowUpText
from agency_core.domain.platform import FollowUp
from agency_core.models import DeliveryRow

SECRET = "canary-token"


@pytest.fixture
def moved(desk, owner, network, scheduled):
    """Exports the client with a thread, after its deliveries got `values`, and takes it in; its deliveries, in order."""

    def make(**values):
        network.follow_up = FollowUp.THREAD
        content = scheduled(timedelta(hours=1), follow_ups=(FollowUpText("Second."), FollowUpText("Third.")))
        with desk.db.transaction() as session:
            session.execute(update(DeliveryRow).values(**values))
        client = desk.archive.import_(owner, desk.archive.export(owner, content.client_id))
        with desk.db.reading() as session:
            return list(session.scalars(select(DeliveryRow).where(DeliveryRow.client_id == client.id).order_by(DeliveryRow.part)))

    return make


def test_thread_that_comes_under_new_ids_follows_its_own_posts(moved):
    first, second, third = moved(priority=1)
    assert [each.after_id for each in (first, second, third)] == ["", first.id, second.id]
    assert [(each.part, each.priority) for each in (first, second, third)] == [(0, 1), (1, 1), (2, 1)]


@pytest.mark.parametrize(("state", "phase"), [("unconfirmed", "commit_sent"), ("sending", "commit_sent"), ("failed", None)])
def test_what_may_be_out_is_not_forgotten_on_the_way(moved, state, phase):
    kept = moved(state=state, publish_state={"phase": "commit_sent", "handles": {"upload": SECRET}})
    assert [(each.publish_state.get("phase"), each.publish_state.get("handles", {})) for each in kept] == [(phase, {})] * 3
