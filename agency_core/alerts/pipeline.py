"""From findings to alerts, in two pure steps: look at the facts with every rule, then say what changes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from agency_core.alerts.base import Rule
from agency_core.alerts.switches import Settings, in_force, is_off
from agency_core.domain.alert import AlertState, AlertView, changed
from agency_core.domain.facts import Facts
from agency_core.domain.ids import numbered_id
from agency_core.domain.rule import Finding, Severity
from agency_core.observe import meters

CALM = timedelta(seconds=45)
"""How long a finding must stay away after the first look without it."""
RULE_FAILED = "rule_failed"
OWN_RULES = "custom_rules"
"""What all rules that people made are called together, where they cannot be asked."""
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
    """What all rules found, as people set them.

    Of the rules in `blind` nothing is known: they failed, which is a finding too. `knows` are the rules there is an answer of;
    None: of all others.
    """

    found: tuple[Found, ...]
    blind: frozenset[str] = frozenset()
    settings: Settings = field(default_factory=dict)
    knows: frozenset[str] | None = None


More = Callable[[datetime], Iterable[Found]]
"""Gives what rules found that people made."""


class Step(StrEnum):
    """What happens to an alert."""

    OPEN = "open"
    FIRE = "fire"
    REFRESH = "refresh"
    RESOLVE = "resolve"


@dataclass(frozen=True)
class AlertChange:
    """One step of one alert, from `before` (None when it opens) to `after`."""

    step: Step
    before: AlertView | None
    after: AlertView
    why: str = ""


def look(rules: Iterable[Rule], facts: Facts, more: More | None = None) -> Look:
    """Ask every rule, and those that people made (`more`); one that raises does not silence the others."""
    found: list[Found] = []
    asked, blind, knows = set(), set(), None
    for rule in rules:
        asked.add(rule.name)
        meters.RULES.labels(rule.name).inc()
        try:
            found.extend(Found(rule.name, rule.severity, rule.hold, each) for each in rule.check(facts))
        except Exception as failure:  # noqa: BLE001 - rules are an open set: whatever one raises is reported as a finding
            _log.warning("Rule %s failed", rule.name, exc_info=True)
            blind.add(rule.name)
            if not is_off(facts.settings, rule.name, ""):
                found.append(_failed(rule.name, rule.label, failure))
    if more is not None:
        try:
            found.extend(more(facts.now))
        except Exception as failure:  # noqa: BLE001 - likewise
            _log.warning("Rules that people made failed", exc_info=True)
            knows = frozenset({*asked, RULE_FAILED})
            found.append(_failed(OWN_RULES, "Rules of your own", failure))
    return Look(_as_set(found, facts.settings), frozenset(blind), facts.settings, knows)


def changes(open_alerts: Iterable[AlertView], looked: Look, now: datetime, seed: str) -> Iterator[AlertChange]:
    """What has to change so that alerts say what was found; nothing for what is simply still so.

    Args:
        open_alerts: those that are pending or firing.
        looked: what the rules found at `now`.
        now: the present moment. A clock that was set back counts as time that passed.
        seed: an id, from which the ids of new alerts are made.
    """
    present = {(each.rule, each.finding.subject): each for each in reversed(looked.found)}  # the first of doubles stands
    for alert in open_alerts:
        found = present.pop((alert.rule, alert.subject), None)
        step = _goes_on(alert, found, now) if found else _is_gone(alert, looked, now)
        if step is not None:
            yield step
    for number, found in enumerate(reversed(present.values())):
        yield _opens(found, now, numbered_id(seed, number))


def _as_set(found: Iterable[Found], settings: Settings) -> tuple[Found, ...]:
    if not settings:
        return tuple(found)
    kept = (each for each in found if not is_off(settings, each.rule, each.finding.client_id))
    return tuple(_rated(each, settings) for each in kept)


def _rated(found: Found, settings: Settings) -> Found:
    severity = in_force(settings, found.rule, found.finding.client_id).severity
    return replace(found, severity=Severity(severity)) if severity else found


def _goes_on(alert: AlertView, found: Found, now: datetime) -> AlertChange | None:
    if alert.state == AlertState.PENDING and abs(now - alert.first_seen_at) >= found.hold:
        after = changed(_told_by(alert, found, now), state=AlertState.FIRING, fired_at=now)
        return AlertChange(Step.FIRE, alert, after, found.finding.summary)
    if alert.calm_since is None and _says(alert) == _would_say(found):
        return None
    return AlertChange(Step.REFRESH, alert, _told_by(alert, found, now))


def _is_gone(alert: AlertView, looked: Look, now: datetime) -> AlertChange | None:
    if is_off(looked.settings, alert.rule, alert.client_id):
        return _ends(alert, now, "the rule was switched off")
    if alert.rule in looked.blind or (looked.knows is not None and alert.rule not in looked.knows):
        return None
    if alert.state == AlertState.PENDING:
        return _ends(alert, now, "went away before it fired")
    if alert.calm_since is None:
        return AlertChange(Step.REFRESH, alert, changed(alert, calm_since=now, last_seen_at=now))
    return _ends(alert, now, "no longer so") if abs(now - alert.calm_since) >= CALM else None


def _ends(alert: AlertView, now: datetime, why: str) -> AlertChange:
    return AlertChange(Step.RESOLVE, alert, changed(alert, state=AlertState.RESOLVED, resolved_at=now), why)


def _says(alert: AlertView) -> tuple[str, str, str, str, str, Mapping[str, float]]:
    return alert.severity, alert.summary, alert.detail, alert.link, alert.client_id, alert.figures


def _would_say(found: Found) -> tuple[str, str, str, str, str, Mapping[str, float]]:
    finding = found.finding
    return found.severity, finding.summary, finding.detail, finding.link, finding.client_id, finding.values


def _told_by(alert: AlertView, found: Found, now: datetime) -> AlertView:
    finding = found.finding
    return changed(
        alert, severity=found.severity, summary=finding.summary, detail=finding.detail, link=finding.link,
        client_id=finding.client_id, figures=dict(finding.values), calm_since=None, last_seen_at=now,
    )


def _opens(found: Found, now: datetime, alert_id: str) -> AlertChange:
    finding, fires = found.finding, not found.hold
    alert = AlertView(
        id=alert_id, client_id=finding.client_id, rule=found.rule, severity=found.severity,
        state=AlertState.FIRING if fires else AlertState.PENDING, subject=finding.subject, summary=finding.summary,
        detail=finding.detail, link=finding.link, first_seen_at=now, fired_at=now if fires else None, last_seen_at=now,
        resolved_at=None, acknowledged_by="", acknowledged_at=None, figures=dict(finding.values),
    )
    return AlertChange(Step.OPEN, None, alert, finding.summary)


def _failed(name: str, label: str, failure: Exception) -> Found:
    """That a rule could not be asked, as a critical finding."""
    finding = Finding(
        subject=name,
        summary=f"The rule {label!r} failed.",
        detail=f"{type(failure).__name__}: {failure}. What it watches is not watched until this is repaired.",
        link="/operations",
    )
    return Found(RULE_FAILED, Severity.CRITICAL, timedelta(0), finding)
