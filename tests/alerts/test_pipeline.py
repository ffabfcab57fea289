"""How findings become alerts: opened, held, fired, refreshed, resolved; and what a broken rule does to the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.alerts.pipeline import CALM, Found, Look, Step, changes, look
from agency_core.domain.alert import AlertView
from agency_core.domain.facts import Facts
from agency_core.domain.ids import new_id
from agency_core.domain.rule import Finding, RuleSetting, Severity

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def finding(subject: str = "s") -> Finding:
    return Finding(subject=subject, summary=f"{subject} is wrong", detail="", link="/operations")


def seen(*subjects: str, hold: timedelta = timedelta(0), blind: frozenset[str] = frozenset()) -> Look:
    return Look(tuple(Found("rule", Severity.WARNING, hold, finding(each)) for each in subjects), blind)


def alert(state: str, *, first: datetime = NOW, calm: datetime | None = None) -> AlertView:
    return AlertView(
        id="a1", client_id="", rule="rule", severity="warning", state=state, subject="s", summary="s is wrong", detail="",
        link="/operations", first_seen_at=first, fired_at=None, last_seen_at=NOW, resolved_at=None, acknowledged_by="",
        acknowledged_at=None, calm_since=calm,
    )


def steps(open_alerts: list[AlertView], looked: Look, now: datetime = NOW) -> list[tuple[str, str]]:
    return [(each.step, each.after.state) for each in changes(open_alerts, looked, now, new_id(NOW))]


class Broken:
    name = "broken"
    label = "Broken"
    severity = Severity.INFO
    hold = timedelta(0)
    explains = "."
    limits = ()
    mutes = ()
    runbook = ""

    def check(self, facts):
        raise ZeroDivisionError("division by zero")


class Works(Broken):
    name = "works"

    def check(self, facts):
        return [finding()]


def test_finding_without_hold_fires_at_once():
    assert steps([], seen("s")) == [(Step.OPEN, "firing")]


def test_finding_with_hold_is_pending():
    assert steps([], seen("s", hold=MINUTE)) == [(Step.OPEN, "pending")]


def test_pending_fires_when_it_held():
    held = alert("pending", first=NOW - 2 * MINUTE)
    assert steps([held], seen("s", hold=2 * MINUTE)) == [(Step.FIRE, "firing")]


def test_pending_waits_while_it_has_not_held():
    early = alert("pending", first=NOW - 2 * MINUTE + timedelta(seconds=1))
    assert steps([early], seen("s", hold=2 * MINUTE)) == []


def test_pending_that_is_gone_never_fires():
    assert steps([alert("pending")], seen()) == [(Step.RESOLVE, "resolved")]


def test_what_is_simply_still_so_changes_nothing():
    assert steps([alert("firing")], seen("s")) == []


@pytest.mark.parametrize(
    "other", [{"summary": "worse"}, {"detail": "more"}, {"link": "/alerts"}, {"client_id": "c"}, {"values": {"x": 1.0}}]
)
def test_other_words_are_taken_over(other):
    found = Found("rule", Severity.WARNING, timedelta(0), replace(finding(), **other))
    (change,) = changes([alert("firing")], Look((found,)), NOW, new_id(NOW))
    told = {name: getattr(change.after, {"values": "figures"}.get(name, name)) for name in other}
    assert (change.step, told) == (Step.REFRESH, other)


def test_first_look_without_its_finding_begins_the_calm():
    (change,) = changes([alert("firing")], seen(), NOW, new_id(NOW))
    assert (change.step, change.after.state, change.after.calm_since) == (Step.REFRESH, "firing", NOW)


def test_calm_that_lasts_is_not_written_again():
    assert steps([alert("firing", calm=NOW - timedelta(seconds=44))], seen()) == []


def test_firing_is_resolved_when_the_calm_has_lasted():
    assert steps([alert("firing", calm=NOW - CALM)], seen()) == [(Step.RESOLVE, "resolved")]


def test_finding_that_returns_ends_the_calm():
    (change,) = changes([alert("firing", calm=NOW - MINUTE)], seen("s"), NOW, new_id(NOW))
    assert (change.after.state, change.after.calm_since) == ("firing", None)


def test_firing_is_resolved_when_the_clock_was_set_back():
    assert steps([alert("firing", calm=NOW + 6 * 60 * MINUTE)], seen()) == [(Step.RESOLVE, "resolved")]


def test_new_alerts_have_ids_of_their_own_in_the_order_of_findings():
    made = [each.after for each in changes([], seen("a", "b", "c"), NOW, new_id(NOW))]
    assert [each.subject for each in sorted(made, key=lambda each: each.id)] == ["a", "b", "c"]


def test_two_findings_of_one_subject_are_one_alert():
    assert steps([], seen("s", "s", "t")) == [(Step.OPEN, "firing"), (Step.OPEN, "firing")]


def test_alert_of_a_rule_that_failed_is_left_alone():
    assert steps([alert("firing", calm=NOW - CALM)], seen(blind=frozenset({"rule"}))) == []


def test_alert_of_a_rule_that_no_longer_exists_is_resolved():
    assert steps([alert("firing", calm=NOW - CALM)], Look(())) == [(Step.RESOLVE, "resolved")]


@pytest.mark.parametrize("state", ["pending", "firing"])
def test_alert_of_a_rule_that_was_switched_off_is_resolved_at_once(state):
    looked = Look((), settings={("rule", ""): RuleSetting("", "rule", is_on=False)})
    (change,) = changes([alert(state)], looked, NOW, new_id(NOW))
    assert (change.after.state, change.why) == ("resolved", "the rule was switched off")


def test_finding_of_a_rule_that_is_off_for_its_client_is_dropped():
    class Both(Works):
        def check(self, facts):
            return [replace(finding(), client_id=each) for each in ("c1", "c2")]

    facts = Facts(now=NOW, settings={("works", "c1"): RuleSetting("c1", "works", is_on=False)})
    assert [each.finding.client_id for each in look([Both()], facts).found] == ["c2"]


def test_severity_that_people_set_is_in_force():
    facts = Facts(now=NOW, settings={("works", ""): RuleSetting("", "works", severity="critical")})
    assert [each.severity for each in look([Works()], facts).found] == [Severity.CRITICAL]


def test_rules_of_people_are_found_beside_the_others():
    own = Found("custom_1", Severity.INFO, MINUTE, finding("own"))
    assert [each.rule for each in look([Works()], Facts(now=NOW), lambda _: [own]).found] == ["works", "custom_1"]


def test_rules_of_people_that_cannot_be_asked_are_a_finding_and_leave_their_alerts_alone():
    def broken(_):
        raise ZeroDivisionError

    looked = look([Works()], Facts(now=NOW), broken)
    assert [(each.rule, each.finding.subject) for each in looked.found] == [("works", "s"), ("rule_failed", "custom_rules")]
    own = replace(alert("firing", calm=NOW - CALM), rule="custom_1")
    gone = replace(own, rule="works", subject="gone")
    moved = [each.before.rule for each in changes([own, gone], looked, NOW, new_id(NOW)) if each.before]
    assert moved == ["works"]


def test_broken_rule_is_a_critical_finding_and_silences_nobody():
    looked = look([Broken(), Works()], Facts(now=NOW))
    assert [(each.rule, each.severity, each.finding.subject) for each in looked.found] == [
        ("rule_failed", Severity.CRITICAL, "broken"), ("works", Severity.INFO, "s")
    ]
    assert looked.blind == {"broken"}


def test_broken_rule_says_how_it_broke():
    detail = look([Broken()], Facts(now=NOW)).found[0].finding.detail
    assert detail == "ZeroDivisionError: division by zero. What it watches is not watched until this is repaired."
