"""Every rule: the contract of the open set, then what each one looks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.alerts.rules import RULES
from agency_core.domain.facts import AgentFacts, ClientFacts, Facts, HeldFacts, SunsetFacts
from agency_core.domain.rule import Severity
from tests.docs.reading import DOCS, anchors, section

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def agent(**given) -> AgentFacts:
    known = {"id": "ada_1", "name": "Ada", "client_id": "c1", "consecutive_failures": 0, "last_error": ""}
    known["created_at"] = NOW - timedelta(days=9)
    return AgentFacts(**known | given)


def client(**given) -> ClientFacts:
    return ClientFacts(**{"id": "c1", "name": "Brand", "backlog": 0, "delivered_1h": 0, "failed_1h": 0} | given)


def found(rule: str, **facts) -> list[str]:
    return [each.subject for each in RULES[rule].check(Facts(now=NOW, **facts))]


@pytest.mark.parametrize("name", RULES)
def test_rule_is_silent_on_empty_facts(name):
    assert RULES[name].check(Facts(now=NOW)) == []


@pytest.mark.parametrize("name", RULES)
def test_rule_is_silent_while_all_is_well(name):
    well = client(backlog=100, delivered_1h=90, failed_1h=10)
    facts = Facts(now=NOW, scheduler_beat_at=NOW, clients=(well,), agents=(agent(),))
    assert RULES[name].check(facts) == []


@pytest.mark.parametrize("name", RULES)
def test_rule_is_called_as_in_the_table_and_explains_itself(name):
    rule = RULES[name]
    assert (rule.name, bool(rule.label), rule.explains.endswith(".")) == (name, True, True)


def test_severities_are_those_agreed():
    by = {severity: {rule.name for rule in RULES.all() if rule.severity == severity} for severity in Severity}
    assert by == {
        Severity.CRITICAL: {
            "system_down", "database_errors", "agent_failure", "network_down", "distribution_failure", "unconfirmed",
            "not_as_approved", "drill_failed",
        },
        Severity.WARNING: {
            "scheduler_stalled", "missed", "preflight", "agent_slow", "lateness", "queue_backlog", "low_engagement",
            "token_expiring", "rate_budget", "repetition_held", "api_sunset", "memory", "disk_space", "backup_overdue",
        },
        Severity.INFO: {"new_agent", "milestone", "maintenance", "daily_summary"},
    }


@pytest.mark.parametrize("name", RULES)
def test_rule_mutes_others_that_exist_and_are_not_worse(name):
    order = [Severity.INFO, Severity.WARNING, Severity.CRITICAL]
    assert set(RULES[name].mutes) <= set(RULES) - {name}
    assert [each for each in RULES[name].mutes if order.index(RULES[each].severity) > order.index(RULES[name].severity)] == []


@pytest.mark.parametrize("name", RULES)
def test_the_runbook_of_a_rule_is_a_heading_of_operations(name):
    assert RULES[name].runbook in anchors(DOCS / "operations.md")


@pytest.mark.parametrize("name", RULES)
def test_thresholds_of_a_rule_differ_in_name_and_lie_within_their_bounds(name):
    limits = RULES[name].limits
    assert len({each.name for each in limits}) == len(limits)
    assert [each.name for each in limits if not each.least <= each.usual <= each.most or not each.label] == []
    assert {each.unit for each in limits} <= {"share", "minutes", "seconds", "hours", "days", "percent", "count"}


def test_what_says_that_nobody_is_told_of_a_symptom_names_each_once():
    told = section("operations.md", "Alert rules")
    assert [name for rule in RULES.all() for name in (rule.name, *rule.mutes) if rule.mutes and f"`{name}`" not in told] == []


@pytest.mark.parametrize(("seconds", "subjects"), [(0, []), (30, []), (31, ["engine"]), (-31, ["engine"])])
def test_scheduler_is_stalled_after_thirty_seconds_either_way(seconds, subjects):
    assert found("scheduler_stalled", scheduler_beat_at=NOW - timedelta(seconds=seconds)) == subjects


def test_scheduler_is_not_missed_where_none_is_expected():
    assert found("scheduler_stalled", scheduler_beat_at=NOW - timedelta(days=1), scheduler_expected=False) == []


@pytest.mark.parametrize(("failures", "subjects"), [(3, []), (4, ["ada_1"])])
def test_agent_failure_fires_on_the_fourth_in_a_row(failures, subjects):
    assert found("agent_failure", agents=(agent(consecutive_failures=failures),)) == subjects


def test_agent_failure_says_who_why_and_where():
    finding = RULES["agent_failure"].check(Facts(now=NOW, agents=(agent(consecutive_failures=4, last_error="no brief"),)))[0]
    assert (finding.client_id, finding.detail, finding.link) == ("c1", "It said last: no brief", "/agents?agent=ada_1")


@pytest.mark.parametrize(
    ("delivered", "failed", "subjects"),
    [(18, 2, []), (17, 3, ["c1"]), (16, 3, []), (0, 19, []), (0, 20, ["c1"]), (90, 10, []), (89, 11, ["c1"])],
)
def test_distribution_failure_needs_more_than_a_tenth_of_at_least_twenty(delivered, failed, subjects):
    assert found("distribution_failure", clients=(client(delivered_1h=delivered, failed_1h=failed),)) == subjects


@pytest.mark.parametrize(("backlog", "subjects"), [(100, []), (101, ["c1"])])
def test_backlog_is_more_than_a_hundred(backlog, subjects):
    assert found("queue_backlog", clients=(client(backlog=backlog),)) == subjects


@pytest.mark.parametrize(("minutes", "subjects"), [(0, ["ada_1"]), (59, ["ada_1"]), (60, [])])
def test_agent_is_new_for_an_hour(minutes, subjects):
    assert found("new_agent", agents=(agent(created_at=NOW - timedelta(minutes=minutes)),)) == subjects


def test_database_errors_are_counted_and_quoted():
    finding = RULES["database_errors"].check(Facts(now=NOW, database_errors_5m=2, last_database_error="The disk is full."))[0]
    assert (finding.summary, finding.detail) == (
        "The database refused work 2 times.", "In the last five minutes. It said: The disk is full."
    )


def sunset(days: int) -> SunsetFacts:
    return SunsetFacts("linkedin", "LinkedIn", "202607", NOW.date() + timedelta(days=days), 2)


@pytest.mark.parametrize(("days", "subjects"), [(90, []), (89, ["linkedin"]), (0, ["linkedin"]), (-1, ["linkedin"])])
def test_an_interface_that_ends_within_ninety_days_is_told(days, subjects):
    assert found("api_sunset", sunsets=(sunset(days),)) == subjects


def test_the_end_of_an_interface_says_when_and_for_how_many():
    finding = RULES["api_sunset"].check(Facts(now=NOW, sunsets=(sunset(7),)))[0]
    assert (finding.summary, finding.link) == ("LinkedIn ends version 202607 of its interface on 2026-11-30.", "/accounts")
    assert finding.detail == "Update the agency before: 2 connected account(s) publish through this version."


@pytest.mark.parametrize(("count", "summary"), [
    (1, "A post of Bread may be out or not."), (2, "2 posts of Bread may be out or not."),
])
def test_lost_answers_ask_for_a_person_where_they_are_decided(count, summary):
    (finding,) = RULES["unconfirmed"].check(Facts(now=NOW, clients=(client(name="Bread", unconfirmed=count),)))
    assert (finding.summary, finding.link) == (summary, "/deliveries?client=c1&deliveries_state=unconfirmed")


def test_a_held_repetition_names_itself_and_leads_to_the_list():
    (finding,) = RULES["repetition_held"].check(Facts(now=NOW, held=(HeldFacts("r1", "c1", "Tuesday bread"),)))
    assert (finding.subject, finding.client_id, finding.link) == ("r1", "c1", "/calendar?client=c1&calendar_section=repeats")
