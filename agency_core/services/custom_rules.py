"""Custom rules: people make rules from figures, try them on the past, and switch them on; each minute they are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from math import isfinite

from sqlalchemy.orm import Session

from agency_core.alerts.custom import Reading, condition, findings
from agency_core.alerts.pipeline import Found
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.kpi import METRICS, WATCHED, Unit
from agency_core.domain.operations import Change
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Comparison, CustomRuleView
from agency_core.domain.windows import Cell, folded
from agency_core.errors import Conflict, Invalid
from agency_core.models import CustomRuleRow
from agency_core.services.measures import cells_of
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import custom_rule as rules
from agency_core.store.queries import history, kpi
from agency_core.store.queries.kpi import Asked

MOST = 100
LONGEST_NAME = 80
LONGEST_WINDOW = 30 * 1440
LONGEST_HOLD = 7 * 1440


@dataclass(frozen=True)
class NewRule:
    """What a rule says. An empty client: it watches each client by itself (or the installation, where the figure is its)."""

    name: str
    metric: str
    comparison: str
    threshold: float
    window_minutes: int
    fewest: int = 0
    hold_minutes: int = 0
    severity: str = Severity.WARNING
    client_id: str = ""
    is_on: bool = True


class CustomRules:
    """Rules that people made."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def list(self, actor: Actor, *, client_id: str = "") -> tuple[CustomRuleView, ...]:
        """Rules within reach, oldest first; with `client_id`, those that watch it."""
        if client_id:
            actor.reach(client_id)
        with self._db.reading() as session:
            return rules.every(session, actor.clients, client_id)

    def get(self, actor: Actor, rule_id: str) -> CustomRuleView:
        """One rule."""
        with self._db.reading() as session:
            row = rules.get(session, rule_id)
            _reach(actor, row.client_id)
            return row.view()

    def create(self, actor: Actor, *, new: NewRule) -> CustomRuleView:
        """Keep a rule; it is looked at from the next minute on, when it is switched on.

        Raises:
            Invalid: a field is not what it has to be.
            Conflict: there are too many.
        """
        actor.decide(new.client_id, "rule")
        said, now = checked(new), self._clock.now()
        with self._db.transaction() as session:
            if said.client_id:
                clients.get(session, said.client_id)
            if len(rules.every(session, None)) >= MOST:
                raise Conflict(f"There are {MOST} rules already.", field="name", remedy="Delete one that nobody needs.")
            row = CustomRuleRow(id=new_id(now), created_by=actor.label, created_at=now, **vars(said))
            session.add(row)
            history.note(session, Change(row.client_id, "rule", row.id, "", "created", actor.label, now, row.name))
            return row.view()

    def update(self, actor: Actor, rule_id: str, *, new: NewRule) -> CustomRuleView:
        """Say a rule anew, all of it; whose it is cannot be changed.

        Raises:
            Invalid: a field is not what it has to be.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = rules.get(session, rule_id)
            _reach(actor, row.client_id)
            actor.decide(row.client_id, "rule")
            said = checked(replace(new, client_id=row.client_id))
            before = row.view()
            for name, value in vars(said).items():
                setattr(row, name, value)
            if row.view() != before:
                word = "changed" if row.is_on == before.is_on else ("on" if row.is_on else "off")
                history.note(session, Change(row.client_id, "rule", row.id, "", word, actor.label, now, row.name))
            return row.view()

    def switch(self, actor: Actor, rule_id: str, *, is_on: bool) -> CustomRuleView:
        """Switch a rule on or off; what it had found is resolved when it is not looked for any more."""
        return self.update(actor, rule_id, new=replace(as_new(self.get(actor, rule_id)), is_on=is_on))

    def delete(self, actor: Actor, rule_id: str) -> None:
        """Delete a rule; the alerts that it led to stay for the record."""
        with self._db.transaction() as session:
            row = rules.get(session, rule_id)
            _reach(actor, row.client_id)
            actor.decide(row.client_id, "rule")
            change = Change(row.client_id, "rule", row.id, "", "deleted", actor.label, self._clock.now(), row.name)
            history.note(session, change)
            rules.remove(session, rule_id)

    def findings(self, now: datetime) -> tuple[Found, ...]:
        """What the rules that are switched on find now: one question for each figure and window that they share."""
        with self._db.reading() as session:
            known = [each for each in rules.in_force(session) if each.metric in WATCHED]
            return findings(_readings(session, known, now)) if known else ()


def as_new(rule: CustomRuleView) -> NewRule:
    """What a rule says, without its id and who made it."""
    return NewRule(**{each.name: getattr(rule, each.name) for each in fields(NewRule)})


def checked(new: NewRule) -> NewRule:
    """A rule that can be kept and looked at.

    Raises:
        Invalid: a field is not what it has to be; it is named, with what can be done.
    """
    name = " ".join(new.name.split())
    _need(0 < len(name) <= LONGEST_NAME, "name", "The name is missing or too long.", f"Use 1 to {LONGEST_NAME} characters.")
    _need(new.metric in WATCHED, "metric", f"{new.metric!r} cannot be watched.", f"Use one of: {', '.join(WATCHED)}.")
    metric = METRICS[new.metric]
    _need(new.comparison in set(Comparison), "comparison", "There is no such comparison.", "Use above or below.")
    _need(new.severity in set(Severity), "severity", "There is no such severity.", f"Use one of: {', '.join(Severity)}.")
    least = round(metric.least_window / timedelta(minutes=1))
    _need(
        least <= new.window_minutes <= LONGEST_WINDOW and new.window_minutes % least == 0, "window_minutes",
        "The window does not fit this figure.", f"Use a multiple of {least} minutes, at most {LONGEST_WINDOW}.",
    )
    _need(0 <= new.hold_minutes <= LONGEST_HOLD, "hold_minutes", "It cannot hold so long.", f"Use 0 to {LONGEST_HOLD} minutes.")
    _need(0 <= new.fewest <= 1_000_000, "fewest", "The minimum sample is out of reach.", "Use 0 to 1000000.")
    most = 1.0 if metric.unit is Unit.SHARE else 1e15
    _need(
        isfinite(new.threshold) and 0 <= new.threshold <= most, "threshold", "The threshold does not fit this figure.",
        "Use a fraction from 0 to 1." if metric.unit is Unit.SHARE else "Use a number from 0 on.",
    )
    _need(
        metric.is_of_clients or not new.client_id, "client_id", "This figure is one for the whole installation.",
        "Leave the client out.",
    )
    return replace(new, name=name)


def _need(is_so: bool, field: str, message: str, remedy: str) -> None:
    if not is_so:
        raise Invalid(message, field=field, remedy=remedy)


def _reach(actor: Actor, client_id: str) -> None:
    actor.reach(client_id, "rule")


def _readings(session: Session, known: Iterable[CustomRuleView], now: datetime) -> list[Reading]:
    names = {row.id: row.name for row in clients.all_of(session, SYSTEM)}
    agents: dict[str, int] = defaultdict(int)
    for agent in kpi.active_agents(session, None):
        agents[agent.client_id] += 1
    seen: dict[tuple[str, int], dict[str, list[Cell]]] = {}
    found = []
    for rule in known:
        metric, window = METRICS[rule.metric], timedelta(minutes=rule.window_minutes)
        key = rule.metric, rule.window_minutes
        if key not in seen:
            seen[key] = cells_of(session, metric, Asked(tuple(names), now - window, now))
        for client_id in _whose(rule, names):
            among = agents[client_id]
            value, cases = folded(metric.kind, seen[key].get(client_id, ()), condition(rule, among).divisor)
            found.append(Reading(rule, client_id, names.get(client_id, ""), value, cases, among))
    return found


def _whose(rule: CustomRuleView, names: Iterable[str]) -> tuple[str, ...]:
    if not METRICS[rule.metric].is_of_clients:
        return ("",)
    return tuple(each for each in names if rule.client_id in {"", each})
