"""Watch: look at the facts with every rule, and keep alerts that say what is wrong, since when, and who cares for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.alerts.base import Rule
from agency_core.alerts.pipeline import More
from agency_core.alerts.rules import RULES
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.alert import AlertFilter, AlertState, AlertView
from agency_core.domain.clock import Clock
from agency_core.domain.health import in_words, silence
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change, HistoryView
from agency_core.domain.paging import Listing, Page
from agency_core.domain.rule import RuleView, Severity
from agency_core.errors import Invalid
from agency_core.models import AlertRow, TaskRow
from agency_core.services.evaluation import Evaluation
from agency_core.services.facts import NOWHERE, Surroundings
from agency_core.services.live import LIVE, STALLED, live_alerts
from agency_core.store.database import Database
from agency_core.store.queries import alert as alerts
from agency_core.store.queries import history

EVALUATES = "evaluate_alerts"
"""The task that looks."""


class Watch:
    """Rules and the alerts they lead to."""

    def __init__(
        self, db: Database, clock: Clock, rules: Iterable[Rule] | None = None, more: More | None = None,
        around: Surroundings = NOWHERE,
    ) -> None:
        """Work on `db` by the time of `clock`; with the table of rules unless others are given, and with `more` of people.

        `around` is what is looked at beside the database.
        """
        self._db = db
        self._clock = clock
        self._rules = tuple(rules) if rules is not None else None
        self._more = more
        self._around = around

    def evaluate(self) -> int:
        """Look once; how many alerts opened, fired or were resolved."""
        return Evaluation(self._db, self._known(), self._more, self._around).run(self._clock.now())

    def list(
        self, actor: Actor, *, client_id: str = "", state: str = "", severity: str = "", page: Page | None = None
    ) -> Listing[AlertView]:
        """Alerts of a state and severity: see `find`."""
        return self.find(actor, AlertFilter(client_id, state, severity), page)

    def find(self, actor: Actor, wanted: AlertFilter, page: Page | None = None) -> Listing[AlertView]:
        """Alerts, newest first. A scheduler that stands still now comes on top of the first page, beyond its limit.

        Raises:
            Invalid: there is no such state or severity.
        """
        if wanted.client_id:
            actor.reach(wanted.client_id, "alert")
        if wanted.state not in {"", *AlertState} or wanted.severity not in {"", *Severity}:
            raise Invalid(
                "There is no such state or severity.", field="state",
                remedy=f"States: {', '.join(AlertState)}; severities: {', '.join(Severity)}.",
            )
        page = page or Page()
        with self._db.reading() as session:
            found = alerts.matching(session, alerts.within(wanted.client_id, actor.clients), wanted, page)
            live = () if page.cursor else self._live(session, actor)
            seen_at = self._looked_at(session)
        fit = (each for each in live if is_wanted(each, wanted))
        return replace(found, items=(*fit, *(_seen(each, seen_at) for each in found.items)))

    def get(self, actor: Actor, alert_id: str) -> AlertView:
        """One alert, also the one that shows the scheduler as it is now.

        Raises:
            NotFound: there is none within reach.
        """
        with self._db.reading() as session:
            for live in self._live(session, actor):
                if live.id == alert_id:
                    return live
            found = alerts.get(session, alert_id).view()
            _reach(actor, found)
            return _seen(found, self._looked_at(session))

    def history(self, actor: Actor, alert_id: str) -> tuple[HistoryView, ...]:
        """What became of an alert, oldest first: its moves, who was told, and what people did and said about it.

        Raises:
            NotFound: there is none within reach.
        """
        if alert_id == LIVE:
            return ()
        with self._db.reading() as session:
            _reach(actor, alerts.get(session, alert_id).view())
            return history.of_subject(session, "alert", alert_id)

    def counts(self, actor: Actor, *, client_id: str = "") -> Mapping[str, int]:
        """How many alerts are firing, by severity."""
        if client_id:
            actor.reach(client_id, "alert")
        with self._db.reading() as session:
            found = alerts.firing(session, alerts.within(client_id, actor.clients))
            for live in self._live(session, actor):
                found[live.severity] += 1
        return found

    def rules(self) -> tuple[RuleView, ...]:
        """What is looked for again and again."""
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

    def _looked_at(self, session: Session) -> datetime | None:
        row = session.get(TaskRow, EVALUATES)
        return row.last_run_at if row else None

    def _live(self, session: Session, actor: Actor) -> tuple[AlertView, ...]:
        return live_alerts(self._db, session, self._clock.now()) if actor.clients is None else ()


def is_wanted(alert: AlertView, wanted: AlertFilter) -> bool:
    """Whether an alert that is not kept would be listed."""
    said = f"{alert.summary} {alert.detail} {alert.subject}".lower()
    return (
        wanted.state in {"", alert.state} and wanted.severity in {"", alert.severity} and wanted.rule in {"", alert.rule}
        and wanted.assigned_to in {"", alert.assigned_to} and wanted.text.lower() in said
    )


def _reach(actor: Actor, alert: AlertView) -> None:
    actor.reach(alert.client_id, "alert")


def _seen(alert: AlertView, looked_at: datetime | None) -> AlertView:
    """The alert, last seen when the watch last looked as long as its finding is there: that is not written at each look."""
    if looked_at is None or alert.state == AlertState.RESOLVED or alert.calm_since is not None:
        return alert
    return replace(alert, last_seen_at=max(alert.last_seen_at, looked_at))
