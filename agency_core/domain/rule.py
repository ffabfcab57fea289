"""The words of rules: findings, how bad they are, and thresholds that people may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Limit:
    """A threshold of a rule. `unit` is share (0 to 1), minutes, seconds, hours, days, percent or count."""

    name: str
    label: str
    usual: float
    unit: str
    least: float = 0
    most: float = 1_000_000


@dataclass(frozen=True)
class RuleSetting:
    """What people changed about a rule, for one client or (with an empty client) for the whole agency.

    `severity` is empty where the rule keeps its own; `limits` names only the thresholds that were changed.
    """

    client_id: str
    rule: str
    is_on: bool = True
    severity: str = ""
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One wrong fact now. `subject` tells findings of one rule apart; `link` is the page that fixes it; `values` are the
    figures that made it one.
    """

    subject: str
    summary: str
    detail: str
    link: str
    client_id: str = ""
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleView:
    """A rule as people see it, for one client or the whole agency: thresholds as they are in force."""

    name: str
    label: str
    severity: str
    hold_seconds: float
    explains: str
    is_on: bool = True
    limits: tuple[Limit, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    runbook: str = ""
