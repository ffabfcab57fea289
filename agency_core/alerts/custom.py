"""Rules that people make: a figure over a window, held against a threshold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from agency_core.alerts.pipeline import Found
from agency_core.domain.kpi import METRICS, Unit
from agency_core.domain.rule import Finding, Severity
from agency_core.domain.watching import Comparison, CustomRuleView
from agency_core.domain.windows import Condition

PREFIX = "custom_"
"""What the name of such a rule begins with; the rest is its id."""
PAGES = {
    "distribution_success": "/deliveries", "lateness_p95": "/deliveries", "delivered": "/deliveries", "failed": "/deliveries",
    "missed": "/deliveries", "unconfirmed": "/deliveries", "backlog": "/operations", "message_seconds": "/messages",
    "in_review": "/review", "content_per_day": "/agents", "agent_engagement": "/analytics", "brand_consistency": "/review",
    "token_days": "/accounts",
}
_FORMATS = {
    Unit.SHARE: "{:.1%}", Unit.SECONDS: "{:.0f} s", Unit.MS: "{:.0f} ms", Unit.PER_DAY: "{:.1f} a day", Unit.DAYS: "{:.1f} days",
    Unit.BYTES: "{:,.0f} bytes",
}


@dataclass(frozen=True)
class Reading:
    """What a rule's figure is now, for a client (empty: for the installation), made of `cases`."""

    rule: CustomRuleView
    client_id: str
    client: str
    value: float | None
    cases: int
    among: int = 1


def condition(rule: CustomRuleView, among: int = 1) -> Condition:
    """What a rule asks of its figure; `among` is how many agents share a sum."""
    return Condition(
        METRICS[rule.metric], rule.comparison, rule.threshold, timedelta(minutes=rule.window_minutes), rule.fewest,
        timedelta(minutes=rule.hold_minutes), among,
    )


def findings(readings: Iterable[Reading]) -> tuple[Found, ...]:
    """What is past its threshold now."""
    return tuple(
        Found(PREFIX + each.rule.id, Severity(each.rule.severity), timedelta(minutes=each.rule.hold_minutes), _finding(each))
        for each in readings if condition(each.rule).holds(each.value, each.cases)
    )


def shown(value: float, unit: str) -> str:
    """A value in its unit, in words that need no page: `93.1%`, `42 s`."""
    return _FORMATS.get(Unit(unit), "{:g}").format(value)


def _finding(reading: Reading) -> Finding:
    rule, value = reading.rule, reading.value or 0.0
    metric = METRICS[rule.metric]
    side = "above" if rule.comparison == Comparison.ABOVE else "below"
    whose = f" of {reading.client}" if reading.client else ""
    page = PAGES.get(metric.name, "/analytics" if metric.platform else "/operations")
    return Finding(
        subject=reading.client_id or "system",
        client_id=reading.client_id,
        summary=f"{rule.name}: {metric.label}{whose} is {shown(value, metric.unit)}.",
        detail=f"That is {side} {shown(rule.threshold, metric.unit)} over {_span(rule.window_minutes)}, "
        f"counted over {reading.cases} {metric.cases}. {metric.formula}",
        link=f"{page}?client={reading.client_id}" if reading.client_id else page,
        values={"value": value, "threshold": rule.threshold, "cases": reading.cases},
    )


def _span(minutes: int) -> str:
    for size, word in ((1440, "day"), (60, "hour")):
        if minutes % size == 0:
            count = minutes // size
            return f"{count} {word}{'s' if count != 1 else ''}"
    return f"{minutes} minutes"
