"""Rules: what is looked for, and what people change about it, for one client or the whole agency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

from agency_core.alerts.base import Rule
from agency_core.alerts.rules import RULES
from agency_core.alerts.switches import Settings, in_force
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.operations import Change
from agency_core.domain.rule import Limit, RuleSetting, RuleView, Severity
from agency_core.errors import Invalid
from agency_core.models import RuleSettingRow
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, rule_setting


class Rules:
    """The agency's rules, as they are in force."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def list(self, actor: Actor, *, client_id: str = "") -> tuple[RuleView, ...]:
        """Every rule with its severity and thresholds as they are in force for a client, or (empty) for the agency.

        Raises:
            NotFound: no such client within reach.
        """
        if client_id:
            actor.reach(client_id, "rule")
        with self._db.reading() as session:
            known = rule_setting.of_client(session, client_id)
        return tuple(_view(rule, known, client_id) for rule in RULES.all())

    def save(self, actor: Actor, *, setting: RuleSetting) -> RuleView:
        """Put a setting in the place of the one that was there; it holds from the next look on.

        Args:
            actor: who may decide for the client, or (empty) for the agency.
            setting: of which rule, for whom; whether it is on, its severity (empty: its own), the thresholds that are changed.

        Raises:
            Invalid: no such severity or threshold, or a threshold out of bounds.
            NotFound: no such rule, or client.
        """
        rule, now = setting.rule, self._clock.now()
        known = RULES[rule]
        _checked(known, setting)
        with self._db.transaction() as session:
            if setting.client_id:
                clients.get(session, setting.client_id)
            actor.decide(setting.client_id, "rule")
            row = rule_setting.find(session, rule, setting.client_id) or RuleSettingRow(rule=rule, client_id=setting.client_id)
            session.add(row)
            row.is_on, row.severity, row.limits = setting.is_on, setting.severity, dict(setting.limits)
            row.changed_by, row.changed_at = actor.label, now
            to, why = "on" if setting.is_on else "off", _in_words(setting)
            history.note(session, Change(setting.client_id, "rule", rule, "", to, actor.label, now, why))
            session.flush()
            return _view(known, rule_setting.of_client(session, setting.client_id), setting.client_id)

    def reset(self, actor: Actor, *, rule: str, client_id: str = "") -> RuleView:
        """Forget what was set for a client, or (empty) for the agency.

        Raises:
            NotFound: no such rule, or client.
        """
        known = RULES[rule]
        with self._db.transaction() as session:
            actor.decide(client_id, "rule")
            if rule_setting.find(session, rule, client_id) is not None:
                rule_setting.forget(session, rule, client_id)
                change = Change(client_id, "rule", rule, "", "as usual", actor.label, self._clock.now())
                history.note(session, change)
            return _view(known, rule_setting.of_client(session, client_id), client_id)


def _view(rule: Rule, settings: Settings, client_id: str) -> RuleView:
    now = in_force(settings, rule.name, client_id)
    return RuleView(
        rule.name, rule.label, now.severity or rule.severity, rule.hold.total_seconds(), rule.explains, now.is_on, rule.limits,
        {limit.name: now.limits.get(limit.name, limit.usual) for limit in rule.limits}, rule.runbook,
    )


def _checked(rule: Rule, setting: RuleSetting) -> None:
    if setting.severity not in {"", *Severity}:
        raise Invalid(f"There is no severity {setting.severity!r}.", field="severity", remedy=f"Use {', '.join(Severity)}.")
    limits = {limit.name: limit for limit in rule.limits}
    for name, value in setting.limits.items():
        if name not in limits:
            raise Invalid(f"{rule.name} has no threshold {name!r}.", field=f"limits.{name}", remedy=_known(rule.limits))
        least, most = limits[name].least, limits[name].most
        if not isfinite(value) or not least <= value <= most:
            remedy = f"Use {least:g} to {most:g} ({limits[name].unit})."
            raise Invalid(f"{limits[name].label}: {value:g} is out of bounds.", field=f"limits.{name}", remedy=remedy)


def _known(limits: Iterable[Limit]) -> str:
    return f"It has: {', '.join(limit.name for limit in limits)}." if limits else "It has none."


def _in_words(setting: RuleSetting) -> str:
    said: Mapping[str, object] = {**({"severity": setting.severity} if setting.severity else {}), **setting.limits}
    return ", ".join(f"{name} {value}" for name, value in said.items())
