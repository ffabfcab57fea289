"""What a rule that people make may say."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from math import isfinite

from agency_core.domain.kpi import METRICS, WATCHED, Unit
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Comparison, CustomRuleView
from agency_core.errors import Invalid

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
