"""The form of rules that people make: made, tried on the past, edited and deleted."""

from __future__ import annotations

import pytest

from agency_core.domain.custom_rule import NewRule


@pytest.fixture
def rule(desk, agency, owner):
    """A rule of the client."""
    new = NewRule("Quiet", "delivered", "below", 1, 1440, client_id="bread", severity="critical")
    return agency.watchroom.custom_rules.create(owner, new=new)


def test_a_rule_is_made_from_the_form(desk, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Own rules", own_rule="new")
    page.text_input(key="own_rule_new_name").set_value("Many fail")
    page.button(key="own_rule_new_save").click().run()
    (made,) = agency.watchroom.custom_rules.list(owner)
    assert (made.name, made.metric, made.comparison, made.threshold, made.window_minutes, made.client_id) == (
        "Many fail", "failed", "above", 5, 60, "bread",
    )


def test_a_rule_without_a_name_is_refused_on_the_page(desk, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Own rules", own_rule="new")
    page.button(key="own_rule_new_save").click().run()
    assert (agency.watchroom.custom_rules.list(owner), len(page.error)) == ((), 1)


def test_a_share_is_asked_for_in_percent(desk, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Own rules", own_rule="new")
    page.text_input(key="own_rule_new_name").set_value("Failing")
    page.selectbox(key="own_rule_new_metric").set_value("distribution_success").run()
    page.number_input(key="own_rule_new_threshold_distribution_success").set_value(90.0)
    page.button(key="own_rule_new_save").click().run()
    assert [each.threshold for each in agency.watchroom.custom_rules.list(owner)] == [0.9]


def test_a_rule_is_tried_on_the_past_before_it_is_kept(desk, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Own rules", own_rule="new")
    page.text_input(key="own_rule_new_name").set_value("Many fail")
    page.button(key="own_rule_new_try").click().run()
    assert (agency.watchroom.custom_rules.list(owner), "Would have fired" in page.info[0].value) == ((), True)


def test_a_rule_is_switched_off(rule, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Own rules", own_rule=rule.id)
    page.toggle(key=f"own_rule_{rule.id}_on").set_value(False)
    page.button(key=f"own_rule_{rule.id}_save").click().run()
    assert [each.is_on for each in agency.watchroom.custom_rules.list(owner)] == [False]


def test_a_rule_is_deleted_once_a_person_agrees(rule, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Own rules", own_rule=rule.id)
    page.button(key=f"own_rule_{rule.id}_delete").click().run()
    assert len(agency.watchroom.custom_rules.list(owner)) == 1
    page.button(key=f"own_rule_{rule.id}_delete_yes").click().run()
    assert agency.watchroom.custom_rules.list(owner) == ()
