"""Watch: look at the facts with every rule, and keep alerts that say what is wrong, since when, and who cares for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.alerts.base import Rule
from agency_core.alerts.pipeline import AlertChange, Step, changes, look
from agency_core.alerts.rules import RULES
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.clock import Clock
from agency_core.domain.facts import Facts
from agency_core.domain.health import beating, in_words, silence
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.rule import RuleView, Severity
from agency_core.errors import Conflict, Invalid
from agency_core.models import AlertRow
from agency_core.services.facts import gather
from agency_core.store.database import Database
from agency_core.store.queries import alert as alerts
from agency_core.store.queries import history, worker

LIVE = "live-scheduler"
"""The id of the alert that is not kept but seen: the scheduler, which looks for alerts, cannot tell that it stands still."""
STALLED = "scheduler_stalled"


class Watch:
    """Rules and the alerts they lead to."""

    def __init__(self, db: Database, clock: Clock, rules: Iterable[Rule] | None = None) -> None:
        """Work on `db` by the time of `clock`; with the table of rules unless others are given."""
        self._db = db
        self._clock = clock
        self._rules = tuple(rules) if rules is not None else None

    def evaluate(self) -> int:
        """Look once; how many alerts opened, fired or were resolved."""
        seen = gather(self._db, self._clock.now())
        looked = look(self._known(), seen)
        with self._db.reading() as session:
            if not looked.found and not alerts.unresolved(session):
                return 0
        with self._db.transaction() as session:
            rows = {row.id: row for row in alerts.unresolved(session)}
            steps = changes([row.view() for row in rows.values()], looked, seen.now)
            for step in steps:
                _apply(session, rows.get(step.alert.id) if step.alert else None, step, seen.now)
        return sum(step.step is not Step.REFRESH for step in steps)

    def list(
        self, actor: Actor, *, client_id: str = "", state: str = "", severity: str = "", page: Page | None = None
    ) -> Listing[AlertView]:
        """Alerts, newest first. A scheduler that stands still now comes on top of the first page, beyond its limit.

        Raises:
            Invalid: `state` or `severity` is no such word.
        """
        if client_id:
            actor.reach(client_id)
        if state not in {"", *AlertState} or severity not in {"", *Severity}:
            raise Invalid(
                "There is no such state or severity.", field="state",
                remedy=f"States: {', '.join(AlertState)}; severities: {', '.join(Severity)}.",
            )
        page = page or Page()
        with self._db.reading() as session:
            found = alerts.matching(session, alerts.within(client_id, actor.clients), state, severity, page)
            live = () if page.cursor else self._live(session, actor)
        fit = [each for each in live if state in {"", each.state} and severity in {"", each.severity}]
        return replace(found, items=(*fit, *found.items))

    def counts(self, actor: Actor, *, client_id: str = "") -> Mapping[str, int]:
        """How many alerts are firing, by severity."""
        if client_id:
            actor.reach(client_id)
        with self._db.reading() as session:
            found = alerts.firing(session, alerts.within(client_id, actor.clients))
            for live in self._live(session, actor):
                found[live.severity] += 1
        return found

    def acknowledge(self, actor: Actor, alert_id: str) -> AlertView:
        """Say that somebody cares for it; the first who says so stands.

        Raises:
            NotFound: no such alert.
            Conflict: it is resolved, or shows what is so at this moment.
        """
        if alert_id == LIVE:
            raise Conflict(
                "This alert shows the scheduler as it is now.", field="alert_id", remedy="It ends when the agency runs again."
            )
        now = self._clock.now()
        with self._db.transaction() as session:
            row = alerts.get(session, alert_id)
            actor.write(row.client_id, "alert")
            if row.state == AlertState.RESOLVED:
                raise Conflict("The alert is resolved.", field="state", remedy="There is nothing left to care for.")
            if not row.acknowledged_by:
                row.acknowledged_by, row.acknowledged_at = actor.label, now
                history.note(
                    session, Change(row.client_id, "alert", row.id, row.state, "acknowledged", actor.label, now, row.summary)
                )
            return row.view()

    def rules(self) -> tuple[RuleView, ...]:
        """What is looked for every minute."""
        return tuple(
            RuleView(rule.name, rule.label, rule.severity, rule.hold.total_seconds(), rule.explains) for rule in self._known()
        )

    def note_gap(self, since: datetime) -> AlertView:
        """Keep on record that no engine ran from `since` until now, as an alert that is resolved already."""
        now = self._clock.now()
        rule = RULES[STALLED]
        span = f"{since:%Y-%m-%d %H:%M:%S} to {now:%Y-%m-%d %H:%M:%S} UTC"
        row = AlertRow(
            id=new_id(now), rule=STALLED, severity=rule.severity, state=AlertState.RESOLVED, subject="engine",
            summary=f"The scheduler was down for {in_words(silence(now, since))}.",
            detail=f"From {span}. What became due in the meantime is published late, or listed as missed.",
            link="/deliveries?deliveries_state=missed", first_seen_at=since, fired_at=since, last_seen_at=now, resolved_at=now,
        )
        with self._db.transaction() as session:
            session.add(row)
            session.flush()
            why = f"was down from {span}"
            history.note(
                session, Change("", "alert", row.id, AlertState.FIRING, AlertState.RESOLVED, SYSTEM.label, now, why)
            )
            return row.view()

    def _known(self) -> tuple[Rule, ...]:
        return self._rules if self._rules is not None else RULES.all()

    def _live(self, session: Session, actor: Actor) -> tuple[AlertView, ...]:
        now = self._clock.now()
        life = worker.life(session)
        if actor.clients is not None or beating(now, life.beat_at) or alerts.is_open(session, STALLED):
            return ()
        rule = RULES[STALLED]
        since = life.seen_at or now
        return tuple(
            AlertView(
                id=LIVE, client_id="", rule=rule.name, severity=rule.severity, state=AlertState.FIRING,
                subject=found.subject, summary=found.summary, detail=found.detail, link=found.link, first_seen_at=since,
                fired_at=since, last_seen_at=now, resolved_at=None, acknowledged_by="", acknowledged_at=None,
            )
            for found in rule.check(Facts(now=now, scheduler_beat_at=life.seen_at))
        )


def _apply(session: Session, row: AlertRow | None, change: AlertChange, now: datetime) -> None:
    before = row.state if row else ""
    if row is None:
        row = AlertRow(id=new_id(now), first_seen_at=now)
        session.add(row)
    if change.found:
        _refresh(row, change, now)
    row.state = change.state
    if change.step is Step.REFRESH:
        return
    if change.state is AlertState.FIRING:
        row.fired_at = now
    if change.state is AlertState.RESOLVED:
        row.resolved_at = now
    session.flush()
    history.note(session, Change(row.client_id, "alert", row.id, before, change.state, SYSTEM.label, now, change.why))


def _refresh(row: AlertRow, change: AlertChange, now: datetime) -> None:
    assert change.found is not None  # noqa: S101 - the caller looked
    found, finding = change.found, change.found.finding
    row.rule, row.severity, row.subject, row.client_id = found.rule, found.severity, finding.subject, finding.client_id
    row.summary, row.detail, row.link, row.last_seen_at = finding.summary, finding.detail, finding.link, now
