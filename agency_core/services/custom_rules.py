"""Custom rules: people make rules from figures, try them on the past, and switch them on; each minute they are looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.alerts.custom import Reading, condition, findings
from agency_core.alerts.pipeline import Found
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.custom_rule import MOST, NewRule, as_new, checked
from agency_core.domain.ids import new_id
from agency_core.domain.kpi import METRICS, WATCHED
from agency_core.domain.operations import Change
from agency_core.domain.watching import CustomRuleView
from agency_core.domain.windows import Cell, folded
from agency_core.errors import Conflict
from agency_core.models import CustomRuleRow
from agency_core.services.measures import cells_of
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import custom_rule as rules
from agency_core.store.queries import history, kpi
from agency_core.store.queries.kpi import Asked


class CustomRules:
    """Rules that people made."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def list(self, actor: Actor, *, client_id: str = "") -> tuple[CustomRuleView, ...]:
        """Rules within reach, oldest first; with `client_id`, those that watch it."""
        if client_id:
            actor.reach(client_id, "rule")
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


def _reach(actor: Actor, client_id: str) -> None:
    actor.reach(client_id, "rule")


def _readings(session: Session, known: Iterable[CustomRuleView], now: datetime) -> list[Reading]:
    names = {row.id: row.name for row in clients.all_of(session, SYSTEM)}
    agents = Counter(each.client_id for each in kpi.active_agents(session, None) if each.writes)
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
