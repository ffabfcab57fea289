"""From alerts to who is told: mute what is to be silent, then ask of each alert and notifier whether it needs to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agency_core.alerts.grouping import Group, Notice
from agency_core.alerts.inhibition import Causes, causes, inhibited_by
from agency_core.alerts.maintaining import maintained_by
from agency_core.alerts.quiet import told_from
from agency_core.alerts.silencing import holds, silenced_by
from agency_core.alerts.telling import Heard, concerns, needs_notification
from agency_core.domain.alert import AlertState, AlertView, changed
from agency_core.domain.watching import MaintenanceView, NotifierView, Reason, SilenceView

LONGEST_WHY = 200


@dataclass(frozen=True)
class Audience:
    """Who is there to be told, what they were told of which alert (by alert and notifier), and what keeps them from it.

    `mutes` names by rule the rules whose findings are symptoms of it, without circles; `labels` are names of rules.
    """

    now: datetime
    notifiers: tuple[NotifierView, ...] = ()
    heard: Mapping[tuple[str, str], Heard] = field(default_factory=dict)
    silences: tuple[SilenceView, ...] = ()
    windows: tuple[MaintenanceView, ...] = ()
    mutes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Announcement:
    """`alerts` as they are to be kept (in the order given), the notices, and of which groups a notifier was told before."""

    alerts: tuple[AlertView, ...]
    notices: tuple[Notice, ...]
    told: frozenset[Group]


def announce(alerts: Sequence[AlertView], audience: Audience) -> Announcement:
    """Who is told of what now.

    Args:
        alerts: those that are pending or firing, and those that were resolved this moment.
        audience: who is there.
    """
    mute = _Mute(alerts, audience)
    kept: list[AlertView] = []
    notices: list[Notice] = []
    told: set[Group] = set()
    for alert in alerts:
        if alert.state == AlertState.PENDING:
            kept.append(alert)
            continue
        muted_by = mute.why(alert) if alert.state == AlertState.FIRING else ""
        found, quiet = ([], "") if muted_by else _notices(alert, audience, told)
        notices += found
        kept.append(_noted(alert, found, muted_by or quiet, audience.now))
    return Announcement(tuple(kept), tuple(notices), frozenset(told))


class _Mute:
    """What keeps people from being told of an alert: maintenance, a silence, another alert that explains it."""

    def __init__(self, alerts: Iterable[AlertView], audience: Audience) -> None:
        self._silences = [each for each in audience.silences if holds(each, audience.now)]
        self._causes: Causes = causes(alerts, audience.mutes) if audience.mutes else {}
        self._maintenance = maintained_by(audience.windows, audience.now)
        self._labels = audience.labels

    def why(self, alert: AlertView) -> str:
        if self._maintenance:
            return self._maintenance[:LONGEST_WHY]
        if self._silences and (why := silenced_by(alert, self._silences)):
            return why[:LONGEST_WHY]
        if self._causes and (cause := inhibited_by(alert, self._causes)):
            return f"alert: {self._labels.get(cause, cause)}"
        return ""


def _notices(alert: AlertView, audience: Audience, told: set[Group]) -> tuple[list[Notice], str]:
    """Who needs to be told of an alert that nothing mutes; and, when quiet hours keep somebody from it, that they do."""
    found, quiet = [], ""
    for notifier in audience.notifiers:
        heard = audience.heard.get((alert.id, notifier.id))
        reason = needs_notification(alert, notifier, heard, audience.now)
        if reason is None:
            if heard is not None and alert.state == AlertState.FIRING and concerns(notifier, alert):
                told.add((notifier.id, alert.client_id, alert.severity))
            continue
        severity = heard.severity if heard and reason is Reason.RESOLVED else alert.severity
        at = told_from(notifier.quiet, severity, audience.now)
        if at == audience.now or reason is Reason.RESOLVED:  # what is over stays so: it can wait in the outbox
            found.append(Notice(notifier, alert, reason, at))
        else:
            quiet = f"quiet hours of {notifier.name}"
    return found, quiet if not found and alert.notified_at is None else ""


def _noted(alert: AlertView, notices: list[Notice], muted_by: str, now: datetime) -> AlertView:
    """The alert, and that people are told of it."""
    if alert.state == AlertState.RESOLVED:
        return alert
    if not notices:
        return alert if alert.muted_by == muted_by else changed(alert, muted_by=muted_by)
    steps = sum(each.reason is Reason.ESCALATED for each in notices)
    return changed(
        alert, muted_by="", notified_at=now, told_severity=alert.severity, escalated=alert.escalated + steps,
    )
