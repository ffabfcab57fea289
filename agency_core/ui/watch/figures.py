"""The figures of an alert and the thresholds they are held against, each with its unit."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.alert import AlertView
from agency_core.domain.rule import Limit, RuleView
from agency_core.ui import kit

UNITS = {
    "share": "%", "percent": "%", "minutes": "min", "seconds": "s", "hours": "h", "days": "d", "count": "",
}
"""How the units of thresholds are written behind a number; a share is shown as a percentage."""
_SPANS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}


def amount(value: float, unit: str) -> str:
    """A value in the unit of a threshold, as a person writes it: 0.1 of `share` is `10 %`."""
    if unit == "share":
        return kit.percent(value, 0 if value * 100 == round(value * 100) else 1)
    if unit == "percent":
        return kit.percent(value / 100, 0 if value == round(value) else 1)
    if unit in _SPANS and value == round(value):
        return kit.span(timedelta(seconds=value * _SPANS[unit]))
    sign = UNITS.get(unit, "")
    return kit.number(value) + (f" {sign}" if sign else "")


def in_force(rule: RuleView, limit: Limit) -> float:
    """What a threshold is, for whom the rule was read."""
    return rule.values.get(limit.name, limit.usual)


def figures(alert: AlertView, rule: RuleView | None) -> tuple[tuple[str, str], ...]:
    """Names and values of what made it an alert, and of the thresholds of its rule; values are plain text."""
    limits = rule.limits if rule else ()
    units = {one.name: one.unit for one in limits}
    found = [(kit.words(name), amount(value, units.get(name, ""))) for name, value in alert.figures.items()]
    held = [(f"Threshold: {one.label.lower()}", amount(in_force(rule, one), one.unit)) for one in limits] if rule else []
    return (*found, *held)
