"""Silence: a mute by matcher and time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from agency_core.domain.alert import AlertView
from agency_core.domain.watching import Matcher, SilenceView


def fits(matcher: Matcher, alert: AlertView) -> bool:
    """Whether an alert is what a matcher is about: each list names what fits, an empty one fits all."""
    return (
        (not matcher.rules or alert.rule in matcher.rules)
        and (not matcher.severities or alert.severity in matcher.severities)
        and (not matcher.subjects or alert.subject in matcher.subjects)
    )


def holds(silence: SilenceView, now: datetime) -> bool:
    """Whether a silence is in force."""
    return silence.ended_at is None and silence.starts_at <= now < silence.ends_at


def silenced_by(alert: AlertView, silences: Iterable[SilenceView]) -> str:
    """Why an alert is silent, of silences in force; empty when none covers it."""
    for each in silences:
        if each.client_id in {"", alert.client_id} and fits(each.match, alert):
            return f"silence: {each.why}"
    return ""
