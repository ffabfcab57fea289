"""Whether a notifier needs to be told of an alert, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agency_core.alerts.escalation import is_due_again, is_escalated, is_snoozed
from agency_core.alerts.silencing import fits
from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.rule import Severity
from agency_core.domain.watching import NotifierView, Reason

_RANK = {severity.value: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Heard:
    """What a notifier was last told of an alert: how bad it was, and when."""

    severity: str
    at: datetime


def needs_notification(alert: AlertView, notifier: NotifierView, heard: Heard | None, now: datetime) -> Reason | None:
    """Why a notifier is to be told of an alert now; None when it is not.

    Args:
        alert: as it is now, not muted.
        notifier: who would be told.
        heard: what it was told of this alert before; None: nothing.
        now: the present moment.
    """
    if not notifier.is_on or alert.state == AlertState.PENDING:
        return None
    if alert.state == AlertState.RESOLVED:
        return _over(notifier, heard)
    if is_snoozed(alert, now) or not concerns(notifier, alert):
        return None
    if heard is None:
        return _first(alert, notifier, now)
    if _RANK[alert.severity] < _RANK[heard.severity]:
        return Reason.WORSE
    return Reason.REPEATED if _again(alert, notifier, heard, now) else None


def concerns(notifier: NotifierView, alert: AlertView) -> bool:
    """Whether an alert is one that a notifier tells of."""
    return notifier.client_id in {"", alert.client_id} and fits(notifier.match, alert)


def _over(notifier: NotifierView, heard: Heard | None) -> Reason | None:
    told = heard is not None and heard.severity != Severity.INFO
    return Reason.RESOLVED if told and notifier.tells_resolved else None


def _first(alert: AlertView, notifier: NotifierView, now: datetime) -> Reason | None:
    if alert.acknowledged_by:
        return None
    if not notifier.after_minutes:
        return Reason.FIRED
    return Reason.ESCALATED if is_escalated(alert, notifier.after_minutes, now) else None


def _again(alert: AlertView, notifier: NotifierView, heard: Heard, now: datetime) -> bool:
    if alert.acknowledged_by:
        return False
    if alert.snoozed_until is not None and heard.at < alert.snoozed_until <= now:
        return True
    return is_due_again(alert, heard.at, notifier.repeat_minutes, now)
