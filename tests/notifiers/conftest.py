"""Letters, and services to send them to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agency_core.domain.watching import NotificationView, Told
from agency_core.http_client import HttpClient
from agency_core.mail import Mail
from agency_core.notifiers.base import Ways
from agency_core.notifiers.letter import letter_of
from tests.notifiers.receiver import Receiver

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NASTY = "<!channel> @everyone [free](https://evil.example) <b>*now*</b> `x` _y_ & <https://evil.example|here> @ann"


@pytest.fixture
def told():
    """Makes what was told of one alert."""

    def make(number=1, **values):
        usual = {
            "alert_id": f"a{number}", "severity": "critical", "state": "firing", "summary": f"LinkedIn fails ({number}).",
            "detail": "12 of 40 failed within the hour.", "since": NOW, "link": "/deliveries?state=failed&x=1",
            "client": "Bakery", "rule": "distribution_failure", "figures": {"failed_share": 0.3, "deliveries": 40},
        }
        return Told(**{**usual, **values})

    return make


@pytest.fixture
def letter(told):
    """Makes a letter; keyword arguments replace the usual values of its notification."""

    def make(*every, timezone="UTC", **values):
        usual = {
            "id": "n1", "notifier_id": "x", "client_id": "", "reason": "fired", "title": "LinkedIn fails", "severity": "critical",
            "told": every or (told(),), "state": "sending", "attempts": 1, "created_at": NOW, "next_attempt_at": NOW,
            "sent_at": None, "error": "",
        }
        return letter_of(NotificationView(**{**usual, **values}), "https://desk.example/", timezone)

    return make


@pytest.fixture
def receiver():
    """A service that records."""
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def ways(receiver):
    """The ways out, with the receiver on the list of what may be called."""
    allowed = frozenset({receiver.host})
    http = HttpClient(allowed_hosts=allowed)
    yield Ways(http, Mail("", ""), allowed, NOW)
    http.close()
