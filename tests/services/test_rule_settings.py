"""What people change about rules, for one client or all, and who may."""

from __future__ import annotations

import pytest

from agency_core.alerts.rules import RULES
from agency_core.domain.rule import RuleSetting
from agency_core.errors import Forbidden, Invalid, NotFound
from agency_core.services.facts import gather
from tests.services.desk_rows import Books

NAME = next(rule.name for rule in RULES.all() if rule.limits)
LIMIT = RULES[NAME].limits[0]
OTHER = (LIMIT.least + LIMIT.usual) / 2


@pytest.fixture
def rules(agency, clock):
    books = Books(agency, clock)
    books.client()
    books.client("c2")
    return agency.watchroom.rules


def shown(rules, actor, client=""):
    return next(each for each in rules.list(actor, client_id=client) if each.name == NAME)


def test_rules_are_as_usual_until_somebody_changes_them(rules, owner):
    rule = shown(rules, owner)
    assert (rule.is_on, rule.severity, rule.values[LIMIT.name]) == (True, RULES[NAME].severity, LIMIT.usual)
    assert [each.name for each in rules.list(owner)] == list(RULES)


def test_a_client_has_what_it_set_and_else_what_the_agency_set(rules, owner):
    rules.save(owner, setting=RuleSetting("", NAME, severity="info", limits={LIMIT.name: OTHER}))
    rules.save(owner, setting=RuleSetting("c1", NAME, is_on=False))
    own, other = shown(rules, owner, "c1"), shown(rules, owner, "c2")
    assert (own.is_on, own.severity, own.values[LIMIT.name]) == (False, "info", OTHER)
    assert (other.is_on, other.severity, other.values[LIMIT.name]) == (True, "info", OTHER)


def test_what_is_saved_takes_the_place_of_what_was(rules, owner):
    rules.save(owner, setting=RuleSetting("c1", NAME, severity="info", limits={LIMIT.name: OTHER}))
    saved = rules.save(owner, setting=RuleSetting("c1", NAME))
    assert (saved.severity, saved.values[LIMIT.name]) == (RULES[NAME].severity, LIMIT.usual)


def test_a_reset_is_as_usual_again(rules, owner):
    usual = shown(rules, owner)
    rules.save(owner, setting=RuleSetting("", NAME, is_on=False))
    assert (rules.reset(owner, rule=NAME), rules.reset(owner, rule=NAME)) == (usual, usual)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"severity": "bad"}, "severity"), ({"limits": {"nope": 1}}, "limits.nope"),
        ({"limits": {LIMIT.name: LIMIT.least - 1}}, f"limits.{LIMIT.name}"),
        ({"limits": {LIMIT.name: LIMIT.most + 1}}, f"limits.{LIMIT.name}"),
        ({"limits": {LIMIT.name: float("nan")}}, f"limits.{LIMIT.name}"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_what_is_allowed(rules, owner, given, field):
    with pytest.raises(Invalid) as refused:
        rules.save(owner, setting=RuleSetting("", NAME, **given))
    assert (refused.value.field, bool(refused.value.remedy)) == (field, True)


def test_an_unknown_rule_and_an_unknown_client_are_not_found(rules, owner):
    for setting in (RuleSetting("", "nope"), RuleSetting("nope", NAME)):
        with pytest.raises(NotFound):
            rules.save(owner, setting=setting)
    with pytest.raises(NotFound):
        rules.reset(owner, rule="nope")


def test_only_who_decides_for_a_client_changes_its_rules(rules, writer, stranger):
    with pytest.raises(Forbidden):
        rules.save(writer, setting=RuleSetting("c1", NAME))
    for client in ("", "c1"):
        with pytest.raises(NotFound):
            rules.save(stranger, setting=RuleSetting(client, NAME))
        with pytest.raises(NotFound):
            rules.reset(stranger, rule=NAME, client_id=client)
    with pytest.raises(NotFound):
        rules.list(stranger, client_id="c1")


def test_what_was_set_reaches_the_next_look(agency, rules, clock, owner):
    rules.save(owner, setting=RuleSetting("c1", NAME, limits={LIMIT.name: OTHER}))
    facts = gather(agency.db, clock.now())
    assert (facts.limit(NAME, LIMIT, "c1"), facts.limit(NAME, LIMIT, "c2")) == (OTHER, LIMIT.usual)
