"""Inhibition: what is only a symptom of something else that is wrong is not told beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from agency_core.domain.alert import AlertState, AlertView

Mutes = Mapping[str, Iterable[str]]
"""By rule: the rules whose findings are symptoms of its own."""
Causes = Mapping[tuple[str, str], str]
"""By muted rule and client (an empty client: of all): the rule that mutes."""


def straight(mutes: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """`mutes` without circles: two rules that muted each other would both be lost."""
    return {
        rule: tuple(each for each in symptoms if rule not in _reached(each, mutes))
        for rule, symptoms in mutes.items() if symptoms
    }


def causes(alerts: Iterable[AlertView], mutes: Mutes) -> Causes:
    """What mutes what, by the alerts that are open; also by one that is itself silent or only pending."""
    found: dict[tuple[str, str], str] = {}
    for alert in alerts:
        if alert.rule in mutes and alert.state != AlertState.RESOLVED:
            for symptom in mutes[alert.rule]:
                found.setdefault((symptom, alert.client_id), alert.rule)
    return found


def inhibited_by(alert: AlertView, known: Causes) -> str:
    """The rule whose alert explains this one; empty when none does."""
    return known.get((alert.rule, alert.client_id)) or known.get((alert.rule, "")) or ""


def _reached(rule: str, mutes: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that a rule mutes, directly or by what it mutes, and itself."""
    edges = defaultdict(tuple, {each: tuple(symptoms) for each, symptoms in mutes.items()})
    reached, waiting = set(), [rule]
    while waiting:
        each = waiting.pop()
        if each not in reached:
            reached.add(each)
            waiting.extend(edges[each])
    return reached
