"""R6: no page shows somebody of one client anything of another, by whatever ids stand in its address."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER, Actor, ActorKind
from agency_core.domain.client import NewClient
from agency_core.domain.clock import MovableClock
from agency_core.domain.permission import Role
from agency_core.store import reach
from agency_core.ui import context
from tests.postgres import settings_on
from tests.security.test_r06_two_clients import without_reach
from tests.security.two_clients import CANARY, THEIRS, UNKNOWN, alike, named, planted

PAGES = Path(__file__).resolve().parents[2] / "pages"
OURS = "bread"
SOMEBODY = Actor(ActorKind.PERSON, "p", clients=frozenset({OURS}), roles={OURS: Role.MANAGER})
OPENS = {
    "accounts": {"account": "account", "login": "login"}, "agents": {"agent": "agent"},
    "alerts": {"alert": "alert", "own_rule": "custom_rule", "notifier": "notifier", "rule": "custom_rule"},
    "analytics": {"analytics_upload": "upload", "analytics_view": "saved_view"}, "calendar": {"content": "content"},
    "deliveries": {"delivery": "delivery"}, "library": {"medium": "media"}, "messages": {"message": "message"},
    "reports": {"report": "report"}, "review": {"review_content": "content"}, "studio": {"content": "content"},
    "rehearsal": {"rehearsal": "rehearsal"}, "operations": {"operations_task": "task"}, "audit": {"audit_subject": "content"},
}
"""For each page what opens a thing in its address, and the table of that thing."""
WALK = [(page.stem, "", "") for page in sorted(PAGES.glob("*.py")) if page.stem not in OPENS] + [
    (page, param, table) for page, several in OPENS.items() for param, table in several.items()
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory, empty_database):
    """An agency with a client that somebody made, and another one that has a canary in everything."""
    clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    agency = make_agency(settings_on(tmp_path_factory.mktemp("pages") / "data", empty_database, ""), clock=clock)
    agency.clients.create(LOCAL_OWNER, new=NewClient("Bread & Co", "UTC", id=OURS))
    planted(agency, THEIRS, CANARY)
    hall.use(agency)
    yield agency
    hall.use(None)
    agency.publish.stop()
    agency.db.close()


def _drawn(actor, page, **params):
    """Everything that a page sends to the browser."""
    patch = pytest.MonkeyPatch()
    patch.setattr(context, "actor", lambda: actor)
    try:
        test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=30)
        test.query_params.update(params)
        test.run()
    finally:
        patch.undo()
    assert not test.exception, (page, test.exception)
    sent = b"".join(each.SerializeToString() for each in _sent(test._tree))
    return sent.decode("utf-8", "replace"), dict(test.query_params)


def _sent(node):
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield proto
    for child in getattr(node, "children", {}).values():
        yield from _sent(child)


def _alike(text, client):
    return alike(re.sub(r"[0-9a-f]{32,}", "", text).replace("\\", ""), client)


@pytest.mark.parametrize(("page", "param", "table"), WALK)
def test_nothing_of_another_client_stands_on_a_page(scene, page, param, table):
    foreign, unknown = (
        _drawn(SOMEBODY, page, client=client, **({param: named(client, table)} if param else {})) for client in (THEIRS, UNKNOWN)
    )
    assert CANARY not in foreign[0]
    assert (len(foreign[0]), foreign[1].keys()) == (len(unknown[0]), unknown[1].keys())
    assert _alike(foreign[0], THEIRS) == _alike(unknown[0], UNKNOWN)


def test_somebody_who_reaches_it_sees_it(scene):
    reaches = Actor(ActorKind.PERSON, "q", clients=frozenset({OURS, THEIRS}))
    seen = [page for page in ("agents", "messages", "library") if CANARY in _drawn(reaches, page, client=THEIRS)[0]]
    assert seen == ["agents", "messages", "library"]


def test_the_walk_notices_when_questions_are_not_narrowed(scene, monkeypatch):
    monkeypatch.setattr(reach, "begin", without_reach)
    monkeypatch.setattr(Actor, "reach", lambda *_: None)
    assert CANARY in _drawn(SOMEBODY, "library", client=OURS, medium=named(THEIRS, "media"))[0]
