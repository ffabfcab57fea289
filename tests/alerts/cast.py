"""Alerts and those who are told of them, for tests of the stages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agency_core.domain.alert import AlertView
from agency_core.domain.watching import MaintenanceView, Matcher, NotifierView, QuietHours, SilenceView

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def alert(**given) -> AlertView:
    """An alert that fires since now, unless told otherwise."""
    known = {
        "id": "a1", "client_id": "c1", "rule": "rule", "severity": "warning", "state": "firing", "subject": "s",
        "summary": "s is wrong", "detail": "", "link": "/operations", "first_seen_at": NOW, "fired_at": NOW, "last_seen_at": NOW,
        "resolved_at": None, "acknowledged_by": "", "acknowledged_at": None,
    }
    return AlertView(**{**known, **given})


def notifier(**given) -> NotifierView:
    """A notifier that is told of everything, at once and once."""
    known = {
        "id": "n1", "client_id": "", "kind": "webhook", "name": "Hook", "is_on": True, "target": "", "settings": {},
        "match": Matcher(), "quiet": QuietHours(), "after_minutes": 0, "repeat_minutes": 0, "tells_resolved": True,
        "created_at": NOW, "last_sent_at": None, "last_error": "",
    }
    return NotifierView(**{**known, **given})


def silence(**given) -> SilenceView:
    """A silence of everything, for an hour from now."""
    known = {
        "id": "s1", "client_id": "", "match": Matcher(), "starts_at": NOW, "ends_at": NOW + HOUR, "why": "known",
        "created_by": "person:owner", "created_at": NOW, "ended_at": None,
    }
    return SilenceView(**{**known, **given})


def window(**given) -> MaintenanceView:
    """An hour of maintenance from now."""
    known = {
        "id": "m1", "starts_at": NOW, "ends_at": NOW + HOUR, "why": "new disk", "holds_publishing": False,
        "created_by": "person:owner", "created_at": NOW, "ended_at": None,
    }
    return MaintenanceView(**{**known, **given})
