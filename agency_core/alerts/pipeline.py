"""From findings to alerts, in two pure steps: look at the facts with every rule, then say what changes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agency_core.alerts.base import Rule
from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Severity

CALM = timedelta(seconds=90)
"""How long a finding must be gone before its alert is resolved: with a look every minute, the second without it."""
RULE_FAILED = "rule_failed"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A finding with what its rule says about it."""

    rule: str
    severity: Severity
    hold: timedelta
    finding: Finding


@dataclass(frozen=True)
class Look:
    """What all rules found. Of the rules in `blind` nothing is known: they failed, which is a finding of its own."""

    found: tuple[Found, ...]
    blind: frozenset[str]


class Step(StrEnum):
    """What happens to an alert."""

    OPEN = "open"
    FIRE = "fire"
    REFRESH = "refresh"
    RESOLVE = "resolve"


@dataclass(frozen=True)
class AlertChange:
    """One step of one alert. `alert` is None when it opens, `found` when it resolves."""

    step: Step
    state: AlertState
    why: str
    alert: AlertView | None = None
    found: Found | None = None


def look(rules: Iterable[Rule], facts: Facts) -> Look:
    """Ask every rule; one that raises does not silence the others."""
    found: list[Found] = []
    blind: set[str] = set()
    for rule in rules:
        try:
            found.extend(Found(rule.name, rule.severity, rule.hold, each) for each in rule.check(facts))
        except Exception as failure:  # noqa: BLE001 - rules are an open set: whatever one raises is reported as a finding
            _log.warning("Rule %s failed", rule.name, exc_info=True)
            blind.add(rule.name)
            found.append(_failed(rule, failure))
    return Look(tuple(found), frozenset(blind))


def changes(open_alerts: Iterable[AlertView], looked: Look, now: datetime) -> tuple[AlertChange, ...]:
    """What has to change so that alerts say what was found.

    Args:
        open_alerts: those that are pending or firing.
        looked: what the rules found at `now`.
        now: the present moment. A clock that was set back counts as time that passed.
    """
    present = {(each.rule, each.finding.subject): each for each in reversed(looked.found)}
    steps: list[AlertChange] = []
    for alert in open_alerts:
        found = present.pop((alert.rule, alert.subject), None)
        if found is not None:
            steps.append(_goes_on(alert, found, now))
        elif alert.rule not in looked.blind and (ended := _ends(alert, now)):
            steps.append(ended)
    return (*steps, *(_opens(found) for found in reversed(present.values())))


def _goes_on(alert: AlertView, found: Found, now: datetime) -> AlertChange:
    if alert.state == AlertState.PENDING and abs(now - alert.first_seen_at) >= found.hold:
        return AlertChange(Step.FIRE, AlertState.FIRING, found.finding.summary, alert, found)
    return AlertChange(Step.REFRESH, AlertState(alert.state), "", alert, found)


def _ends(alert: AlertView, now: datetime) -> AlertChange | None:
    if alert.state == AlertState.PENDING:
        return AlertChange(Step.RESOLVE, AlertState.RESOLVED, "went away before it fired", alert)
    if abs(now - alert.last_seen_at) >= CALM:
        return AlertChange(Step.RESOLVE, AlertState.RESOLVED, "no longer so", alert)
    return None


def _opens(found: Found) -> AlertChange:
    state = AlertState.PENDING if found.hold else AlertState.FIRING
    return AlertChange(Step.OPEN, state, found.finding.summary, None, found)


def _failed(rule: Rule, failure: Exception) -> Found:
    finding = Finding(
        subject=rule.name,
        summary=f"The rule {rule.label!r} failed.",
        detail=f"{type(failure).__name__}: {failure}. What it watches is not watched until this is repaired.",
        link="/operations",
    )
    return Found(RULE_FAILED, Severity.CRITICAL, timedelta(0), finding)
