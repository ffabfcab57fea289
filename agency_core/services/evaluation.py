"""Evaluation: look at the facts with every rule, keep the alerts that follow, and put into the outbox who is told of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.alerts.announcing import Announcement, Audience, announce
from agency_core.alerts.base import Rule
from agency_core.alerts.grouping import Message, Notice, grouped
from agency_core.alerts.inhibition import straight
from agency_core.alerts.pipeline import AlertChange, Look, More, Step, changes, look
from agency_core.alerts.telling import Heard
from agency_core.domain.actor import SYSTEM
from agency_core.domain.alert import AlertView
from agency_core.domain.ids import new_id, numbered_id
from agency_core.domain.operations import Change
from agency_core.domain.watching import Reason, Told
from agency_core.services.facts import NOWHERE, Surroundings, gather
from agency_core.store.database import Database
from agency_core.store.queries import alert as alerts
from agency_core.store.queries import history, maintenance, silence, told
from agency_core.store.turns import take_turn

_SEND = {"attempts": 0, "error": "", "sent_at": None}


@dataclass(frozen=True)
class _Round:
    """What one evaluation comes to: pairs of an alert as it was (None: new) and as it is to be kept."""

    steps: tuple[AlertChange, ...]
    kept: tuple[tuple[AlertView | None, AlertView], ...]
    announcement: Announcement

    @property
    def is_idle(self) -> bool:
        """Whether nothing is to be written."""
        return not self.announcement.notices and all(before is after for before, after in self.kept)


class Evaluation:
    """One look at everything."""

    def __init__(
        self, db: Database, rules: tuple[Rule, ...], more: More | None = None, around: Surroundings = NOWHERE
    ) -> None:
        """Look with `rules`, and with `more` that people made, also at what is `around` the database."""
        self._db = db
        self._rules = rules
        self._more = more
        self._around = around

    def run(self, now: datetime) -> int:
        """Look once; how many alerts opened, fired or were resolved. What is simply still so is not written again."""
        facts = gather(self._db, now, self._around)
        looked = look(self._rules, facts, self._more)
        with self._db.reading() as session:
            version, found = history.newest(session), self._round(session, looked, now)
        if found.is_idle:
            return 0
        with self._db.transaction() as session:
            take_turn(session, "watch")
            if history.newest(session) != version:  # somebody did something meanwhile: what was read may no longer be so
                found = self._round(session, looked, now)
            _write(session, found, now)
        return sum(step.step is not Step.REFRESH for step in found.steps)

    def _round(self, session: Session, looked: Look, now: datetime) -> _Round:
        known = alerts.unresolved(session)
        steps = tuple(changes(known, looked, now, new_id(now)))
        after = {step.before.id: step.after for step in steps if step.before is not None}
        opened = [step.after for step in steps if step.before is None]
        before: list[AlertView | None] = [*known, *([None] * len(opened))]
        stand = [after.get(each.id, each) for each in known] + opened
        announcement = announce(stand, self._audience(session, now))
        return _Round(steps, tuple(zip(before, announcement.alerts, strict=True)), announcement)

    def _audience(self, session: Session, now: datetime) -> Audience:
        notifiers = told.notifiers(session)
        return Audience(
            now=now, notifiers=notifiers, silences=silence.in_force(session, now), windows=maintenance.lasting(session, now),
            heard={(alert, who): Heard(severity, at) for alert, who, severity, at in told.heard(session)} if notifiers else {},
            mutes=straight({rule.name: rule.mutes for rule in self._rules}),
            labels={rule.name: rule.label for rule in self._rules},
        )


def _write(session: Session, found: _Round, now: datetime) -> None:
    alerts.keep_all(session, [after for before, after in found.kept if before is not None and before is not after])
    alerts.add_all(session, [after for before, after in found.kept if before is None])
    history.note_all(session, (*_moves(found.steps, now), *_muted(found.kept, now), *_told(found.announcement.notices, now)))
    notices, seed = found.announcement.notices, new_id(now)
    names = told.names(session, {each.alert.client_id for each in notices})
    messages = grouped(notices, found.announcement.told, names)
    told.send_all(session, [_row(each, numbered_id(seed, place), names, now) for place, each in enumerate(messages)])


def _moves(steps: Iterable[AlertChange], now: datetime) -> Iterator[Change]:
    for step in steps:
        if step.step is not Step.REFRESH:
            before, after = step.before.state if step.before else "", step.after
            yield Change(after.client_id, "alert", after.id, before, after.state, SYSTEM.label, now, step.why)


def _muted(kept: Iterable[tuple[AlertView | None, AlertView]], now: datetime) -> Iterator[Change]:
    for before, after in kept:
        if after.muted_by and (before is None or before.muted_by != after.muted_by):
            yield Change(after.client_id, "alert", after.id, after.state, "muted", SYSTEM.label, now, after.muted_by)


def _told(notices: Iterable[Notice], now: datetime) -> Iterator[Change]:
    """What each notifier was told, which decides what it is told next; repetitions need no memory of their own."""
    for each in notices:
        if each.reason is not Reason.REPEATED or each.alert.snoozed_until is not None:
            yield told.told(each.alert, each.notifier, now, each.reason)


def _row(message: Message, row_id: str, names: Mapping[str, str], now: datetime) -> dict[str, object]:
    listed = [_listed(alert, names.get(alert.client_id, "")) for alert in message.alerts]
    return {
        "id": row_id, "notifier_id": message.notifier.id, "client_id": message.client_id, "reason": message.reason,
        "group": f"{message.client_id}:{message.severity}", "title": message.title, "severity": message.severity,
        "told": listed, "created_at": now, "next_attempt_at": message.at, **_SEND,
    }


def _listed(alert: AlertView, client: str) -> dict[str, object]:
    since = alert.fired_at or alert.first_seen_at
    told_of = Told(
        alert.id, alert.severity, alert.state, alert.summary, alert.detail, since, alert.link, client, alert.rule, alert.figures,
    )
    return {**vars(told_of), "since": since.isoformat()}
