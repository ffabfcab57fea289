"""Rules in words: what holds, for whom, and what people changed about it."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.rule import RuleView
from agency_core.ui import context, kit
from agency_core.ui.watch.figures import amount, in_force

OF_THE_AGENCY = frozenset({
    "system_down", "database_errors", "scheduler_stalled", "disk_space", "memory", "backup_overdue", "api_sunset", "maintenance",
})
"""Rules about the installation as a whole: no client has its own threshold of them."""


def whose(rule: str, client_id: str) -> str:
    """For whom a rule is changed while a client is shown: its id; empty for the whole agency."""
    return "" if rule in OF_THE_AGENCY else client_id


def before(client_id: str) -> dict[str, RuleView]:
    """What would hold if nothing had been changed for a client (the agency's) or for the agency (the usual), by rule."""
    watchroom = context.agency().watchroom
    if client_id:
        return {one.name: one for one in watchroom.rules.list(context.actor())}
    return {one.name: one for one in watchroom.alerts.rules()}


def differs(rule: RuleView, base: RuleView | None) -> bool:
    """Whether a rule is not what it would be without changes."""
    if base is None:
        return False
    limits = any(in_force(rule, one) != base.values.get(one.name, one.usual) for one in rule.limits)
    return limits or (rule.is_on, rule.severity) != (base.is_on, base.severity)


def thresholds(rule: RuleView) -> str:
    """The thresholds in force, in words."""
    return "; ".join(f"{one.label}: {amount(in_force(rule, one), one.unit)}" for one in rule.limits)


def hold(rule: RuleView) -> str:
    """How long a finding must last, in words."""
    return f"after {kit.span(timedelta(seconds=rule.hold_seconds))}" if rule.hold_seconds else "at once"
