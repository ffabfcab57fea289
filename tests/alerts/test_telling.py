"""Whether a notifier needs to be told of an alert, and why."""

from __future__ import annotations

import pytest

from agency_core.alerts.telling import Heard, needs_notification
from agency_core.domain.watching import Matcher
from tests.alerts.cast import HOUR, MINUTE, NOW, alert, notifier

ACK = {"acknowledged_by": "person:owner", "acknowledged_at": NOW}
HEARD = Heard("warning", NOW - HOUR)
LATER = NOW + 20 * MINUTE


@pytest.mark.parametrize(
    ("given", "who", "heard", "expected"),
    [
        ({}, {}, None, "fired"), ({}, {}, HEARD, None), ({"state": "pending"}, {}, None, None),
        ({}, {"is_on": False}, None, None), ({}, {"client_id": "c1"}, None, "fired"), ({}, {"client_id": "c2"}, None, None),
        ({"client_id": ""}, {"client_id": "c1"}, None, None), ({}, {"match": Matcher(severities=("critical",))}, None, None),
        (ACK, {}, None, None), ({"snoozed_until": NOW + HOUR}, {}, None, None), ({"severity": "critical"}, {}, HEARD, "worse"),
        ({"severity": "critical", **ACK}, {}, HEARD, "worse"), ({"severity": "info"}, {}, HEARD, None),
        ({"severity": "critical", "snoozed_until": NOW + HOUR}, {}, HEARD, None),
        ({}, {"after_minutes": 20}, None, "escalated"), ({}, {"after_minutes": 21}, None, None),
        ({}, {"after_minutes": 20}, HEARD, None), (ACK, {"after_minutes": 20}, None, None),
        ({"snoozed_until": LATER}, {}, HEARD, "repeated"), ({"snoozed_until": LATER, **ACK}, {}, HEARD, None),
        ({"snoozed_until": LATER}, {}, Heard("warning", LATER), None),
        ({}, {"repeat_minutes": 60}, Heard("warning", NOW - HOUR), "repeated"),
        ({**ACK}, {"repeat_minutes": 60}, Heard("warning", NOW - HOUR), None),
        ({"state": "resolved"}, {}, None, None), ({"state": "resolved"}, {}, HEARD, "resolved"),
        ({"state": "resolved"}, {"tells_resolved": False}, HEARD, None), ({"state": "resolved"}, {"is_on": False}, HEARD, None),
        ({"state": "resolved", "severity": "info"}, {}, Heard("info", NOW), None),
        ({"state": "resolved", "severity": "info"}, {}, HEARD, "resolved"),
        ({"state": "resolved", "severity": "info"}, {"match": Matcher(severities=("warning",))}, HEARD, "resolved"),
    ],
)
def test_the_reason_to_tell(given, who, heard, expected):
    assert needs_notification(alert(**given), notifier(**who), heard, LATER) == expected
