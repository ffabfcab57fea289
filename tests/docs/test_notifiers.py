"""The page of notifiers: every kind, field and number stands in it, and its recipe does what it says."""

from __future__ import annotations

import re

import pytest

from agency_core.domain.watching import NotificationState, NotificationView, Told
from agency_core.http_client import HttpClient
from agency_core.mail import Mail
from agency_core.notifiers import NOTIFIERS
from agency_core.notifiers.base import Ways
from agency_core.notifiers.letter import letter_of
from agency_core.services.notify import LEASE, RETRIES
from tests.docs.reading import names, rows, section, text
from tests.notifiers.conftest import NOW
from tests.notifiers.receiver import Receiver

SECRET = "the secret of the notifier"


def test_every_kind_stands_with_its_name():
    told = {names(kind)[0]: name for kind, name, *_ in rows("notifiers.md", "Kinds")}
    assert told == {kind.name: kind.label for kind in NOTIFIERS.all()}


def test_the_retries_are_those_kept():
    seconds = [int(each.total_seconds()) for each in RETRIES]
    spans = [f"{one} s" if one < 60 else f"{one // 60} min" if one < 3600 else f"{one // 3600} h" for one in seconds]
    page = " ".join(section("notifiers.md", "When it does not arrive").split())
    assert f"{', '.join(spans[:-1])} and {spans[-1]}" in page
    assert LEASE.total_seconds() == 180
    assert "three minutes" in page


def test_every_state_of_a_notification_is_named():
    assert [state for state in NotificationState if f"`{state}`" not in text("notifiers.md")] == []


@pytest.fixture
def accept():
    """The recipe of the page."""
    code = re.search(r"```python\n(.*?)```", section("notifiers.md", "The signed webhook"), re.DOTALL)
    known: dict = {}
    exec(code[1], known)
    return lambda headers, body, at=NOW.timestamp(): known["accept"](headers, body, lambda: at)


@pytest.fixture
def request_of(ways_to):
    """What a receiver got."""
    told = Told("a1", "critical", "firing", "Ünicode fails", "why", NOW, "/alerts")
    view = NotificationView("n1", "x", "", "fired", "T", "critical", (told,), "sending", 1, NOW, NOW, None, "")
    receiver, ways = ways_to
    values = {"url": f"{receiver.url}/hook", "secret": SECRET}
    NOTIFIERS["webhook"].send(letter_of(view, "https://desk.example"), values, ways)
    return receiver.requests[0]


@pytest.fixture
def ways_to():
    """A receiver and the way to it."""
    receiver = Receiver()
    http = HttpClient(frozenset({receiver.host}))
    yield receiver, Ways(http, Mail("", ""), frozenset({receiver.host}), NOW)
    http.close()
    receiver.close()


def test_the_recipe_takes_what_the_agency_sent_and_takes_it_once(accept, request_of):
    assert accept(request_of.headers, request_of.body) is True
    assert accept(request_of.headers, request_of.body) is False
    assert request_of.json["id"] == request_of.headers["x-agency-delivery"] == "n1"
    assert request_of.headers["x-agency-timestamp"] == str(int(NOW.timestamp()))


@pytest.mark.parametrize(
    "change",
    [
        lambda headers, body: (headers, body.replace(b"critical", b"info")),
        lambda headers, body: ({**headers, "x-agency-timestamp": str(int(NOW.timestamp()) + 1)}, body),
        lambda headers, body: ({**headers, "x-agency-signature": "v1=" + "0" * 64}, body),
        lambda headers, body: ({each: headers[each] for each in headers if each != "x-agency-signature"}, body),
        lambda headers, body: ({each: headers[each] for each in headers if each != "x-agency-timestamp"}, body),
    ],
)
def test_the_recipe_refuses_what_was_changed(accept, request_of, change):
    with pytest.raises(PermissionError, match="not from the agency"):
        accept(*change(request_of.headers, request_of.body))


@pytest.mark.parametrize("later", [-301, 301])
def test_the_recipe_refuses_what_is_old(accept, request_of, later):
    with pytest.raises(PermissionError, match="too old"):
        accept(request_of.headers, request_of.body, NOW.timestamp() + later)


def test_every_field_of_the_body_is_named(request_of):
    page = section("notifiers.md", "The signed webhook")
    sent = request_of.json
    assert [name for name in (*sent, *sent["alerts"][0]) if f"`{name}`" not in page] == []
