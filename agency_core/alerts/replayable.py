"""Which of the agency's own rules can be replayed: those whose figure is counted from facts, or was written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from agency_core.alerts.base import Rule
from agency_core.domain.facts import Facts
from agency_core.domain.kpi import METRICS, STEP
from agency_core.domain.platform import ENGAGEMENT_TARGETS
from agency_core.domain.watching import Comparison
from agency_core.domain.windows import Condition

Limits = dict[str, float]
_HOUR, _WEEK = timedelta(hours=1), timedelta(days=7)


def _of(metric: str, comparison: Comparison, threshold: float, window: timedelta, fewest: float = 0) -> Condition:
    return Condition(METRICS[metric], comparison, threshold, window, int(fewest))


def _distribution(limits: Limits) -> list[Condition]:
    return [_of("distribution_success", Comparison.BELOW, round(1 - limits["share"], 12), _HOUR, limits["fewest"])]


def _engagement(limits: Limits) -> list[Condition]:
    return [
        _of(f"engagement_{platform}", Comparison.BELOW, low * limits["share"], _WEEK, limits["fewest"])
        for platform, (low, _) in ENGAGEMENT_TARGETS.items()
    ]


REPLAYABLE: dict[str, Callable[[Limits], list[Condition]]] = {
    "distribution_failure": _distribution,
    "lateness": lambda limits: [_of("lateness_p95", Comparison.ABOVE, limits["seconds"], _HOUR, limits["fewest"])],
    "queue_backlog": lambda limits: [_of("backlog", Comparison.ABOVE, limits["waiting"], STEP)],
    "memory": lambda limits: [_of("memory_share", Comparison.ABOVE, limits["share"], STEP)],
    "disk_space": lambda limits: [_of("disk_share", Comparison.ABOVE, limits["share"], STEP)],
    "token_expiring": lambda limits: [_of("token_days", Comparison.BELOW, limits["days"], STEP)],
    "low_engagement": _engagement,
    "unconfirmed": lambda limits: [_of("unconfirmed", Comparison.ABOVE, limits["deliveries"], STEP)],
}
"""By rule: what it holds against which threshold, from the limits that are in force."""


def conditions(rule: Rule, known: Facts, client_id: str) -> list[Condition]:
    """What a rule asks for a client, with the thresholds in force and its own hold."""
    limits = {each.name: known.limit(rule.name, each, client_id) for each in rule.limits}
    return [
        Condition(each.metric, each.comparison, each.threshold, each.window, each.fewest, rule.hold)
        for each in REPLAYABLE[rule.name](limits)
    ]
