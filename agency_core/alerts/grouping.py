"""Grouping: one message for each notifier, client and severity, whatever happens at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.watching import NotifierView, Reason

LISTED = 20
"""So many alerts stand in a message; of the others it says how many they are."""
_WEIGHT = (Reason.WORSE, Reason.ESCALATED, Reason.FIRED, Reason.MORE, Reason.REPEATED, Reason.RESOLVED)
Group = tuple[str, str, str]
"""Notifier, client and severity."""


@dataclass(frozen=True)
class Notice:
    """That a notifier needs to be told of an alert: why, and not before `at`."""

    notifier: NotifierView
    alert: AlertView
    reason: Reason
    at: datetime

    @property
    def group(self) -> Group:
        """What it is told with."""
        return self.notifier.id, self.alert.client_id, self.alert.severity


@dataclass(frozen=True)
class Message:
    """What a notifier is told at once: `alerts` are those listed, of `total`."""

    notifier: NotifierView
    client_id: str
    severity: str
    reason: Reason
    title: str
    alerts: tuple[AlertView, ...]
    total: int
    at: datetime


def grouped(notices: Iterable[Notice], told: AbstractSet[Group], names: Mapping[str, str]) -> tuple[Message, ...]:
    """Notices as messages.

    Args:
        notices: who needs to be told of what.
        told: groups of which the notifier was told before and which still fire: what is new there is more of it.
        names: of clients, by id.
    """
    together: dict[tuple[Group, bool, datetime], list[Notice]] = defaultdict(list)
    for each in notices:
        together[each.group, each.reason is Reason.RESOLVED, each.at].append(each)
    return tuple(
        _message(group, members, at, is_known=group in told, name=names.get(group[1], group[1]))
        for (group, _, at), members in together.items()
    )


def _message(group: Group, members: list[Notice], at: datetime, *, is_known: bool, name: str) -> Message:
    reason = min((each.reason for each in members), key=_WEIGHT.index)
    if reason is Reason.FIRED and is_known:
        reason = Reason.MORE
    members.sort(key=lambda each: _WEIGHT.index(each.reason))
    alerts = tuple(each.alert for each in members)
    return Message(
        members[0].notifier, group[1], group[2], reason, _title(alerts, name), alerts[:LISTED], len(alerts), at,
    )


def _title(alerts: tuple[AlertView, ...], name: str) -> str:
    over = "Over: " if alerts[0].state == AlertState.RESOLVED else ""
    if len(alerts) == 1:
        return over + alerts[0].summary
    whose = f" for {name}" if name else ""
    more = f" (and {len(alerts) - LISTED} more that are not listed)" if len(alerts) > LISTED else ""
    return f"{over}{len(alerts)} {alerts[0].severity} alerts{whose}{more}"
