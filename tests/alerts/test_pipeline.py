"""How findings become alerts: opened, held, fired, refreshed, resolved; and what a broken rule does to the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agency_core.alerts.pipeline import CALM, Found, Look, Step, changes, look
from agency_core.domain.alert import AlertView
from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Severity

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def finding(subject: str = "s") -> Finding:
    return Finding(subject=subject, summary=f"{subject} is wrong", detail="", link="/operations")


def seen(*subjects: str, hold: timedelta = timedelta(0), blind: frozenset[str] = frozenset()) -> Look:
    return Look(tuple(Found("rule", Severity.WARNING, hold, finding(each)) for each in subjects), blind)


def alert(state: str, *, first: datetime = NOW, last: datetime = NOW) -> AlertView:
    return AlertView(
        id="a1", client_id="", rule="rule", severity="warning", state=state, subject="s", summary="", detail="", link="",
        first_seen_at=first, fired_at=None, last_seen_at=last, resolved_at=None, acknowledged_by="", acknowledged_at=None,
    )


def steps(open_alerts: list[AlertView], looked: Look, now: datetime = NOW) -> list[tuple[str, str]]:
    return [(each.step, each.state) for each in changes(open_alerts, looked, now)]


class Broken:
    name = "broken"
    label = "Broken"
    severity = Severity.INFO
    hold = timedelta(0)
    explains = "."

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
    assert steps([early], seen("s", hold=2 * MINUTE)) == [(Step.REFRESH, "pending")]


def test_pending_that_is_gone_never_fires():
    assert steps([alert("pending")], seen()) == [(Step.RESOLVE, "resolved")]


def test_firing_is_refreshed_while_it_is_found():
    assert steps([alert("firing")], seen("s")) == [(Step.REFRESH, "firing")]


def test_firing_survives_one_look_without_its_finding():
    assert steps([alert("firing", last=NOW - MINUTE)], seen()) == []


def test_firing_is_resolved_by_the_second_look_without_its_finding():
    assert steps([alert("firing", last=NOW - 2 * MINUTE)], seen()) == [(Step.RESOLVE, "resolved")]


def test_firing_is_resolved_when_the_clock_was_set_back():
    assert steps([alert("firing", last=NOW + 6 * 60 * MINUTE)], seen()) == [(Step.RESOLVE, "resolved")]


def test_two_findings_of_one_subject_are_one_alert():
    assert steps([], seen("s", "s", "t")) == [(Step.OPEN, "firing"), (Step.OPEN, "firing")]


def test_alert_of_a_rule_that_failed_is_left_alone():
    old = alert("firing", last=NOW - CALM)
    assert steps([old], seen(blind=frozenset({"rule"}))) == []


def test_alert_of_a_rule_that_no_longer_exists_is_resolved():
    assert steps([alert("firing", last=NOW - CALM)], Look((), frozenset())) == [(Step.RESOLVE, "resolved")]


def test_broken_rule_is_a_critical_finding_and_silences_nobody():
    looked = look([Broken(), Works()], Facts(now=NOW))
    assert [(each.rule, each.severity, each.finding.subject) for each in looked.found] == [
        ("rule_failed", Severity.CRITICAL, "broken"), ("works", Severity.INFO, "s")
    ]
    assert looked.blind == {"broken"}


def test_broken_rule_says_how_it_broke():
    detail = look([Broken()], Facts(now=NOW)).found[0].finding.detail
    assert detail == "ZeroDivisionError: division by zero. What it watches is not watched until this is repaired."
