"""What a rule is."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity


class Rule(Protocol):
    """A pure function of facts with a name, a severity, the time a finding must persist before it fires, and thresholds.

    `mutes` names rules whose findings are only symptoms of this one for the same client (an empty client: for all).
    `runbook` is the heading in docs/operations.md (as an anchor) that says what to do.
    """

    name: str
    label: str
    severity: Severity
    hold: timedelta
    explains: str
    limits: tuple[Limit, ...]
    mutes: tuple[str, ...]
    runbook: str

    def check(self, facts: Facts) -> list[Finding]:
        """What is wrong now; nothing on empty facts."""
        ...
