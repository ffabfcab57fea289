from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from agency_core.domain.alert import AlertFilter
from agency_core.domain.ids import numbered_id
from agency_core.domain.watching import Matcher
from agency_core.models import AlertRow
from agency_core.ui.watch.filters import ENOUGH


def summaries(page) -> list[str]:
    return [one.value.replace("\\", "").replace("\u2060", "") for one in page.markdown if "badge" in one.value]


def captions(page) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in page.caption)


def drawn(page) -> list[str]:
    return [one.value for one in page.markdown]


def keys(page) -> list[str]:
    return [one.key for one in page.button]


@pytest.fixture
def many(agency, client, clock):
    """A thousand alerts that fire, of two rules, a minute apart."""
    now = clock.now()
    with agency.db.transaction() as session:
        session.add_all(
            AlertRow(
                id=numbered_id("01kc000000000000000000a", place), client_id=client.id, state="firing", subject=f"it_{place}",
                rule="agent_failure" if place % 2 else "queue_backlog", severity="critical" if place % 2 else "warning",
                summary=f"Number {place} is wrong.", detail="It is so.", link="/agents", last_seen_at=now,
                first_seen_at=now - timedelta(minutes=1000 - place), fired_at=now - timedelta(minutes=1000 - place),
            )
            for place in range(1000)
        )


def story(agency, owner, alert) -> list[str]:
    return [one.to_state for one in agency.watch.history(owner, alert.id)]


def test_no_alert_of_a_severity_offers_to_clear_the_filter(client, open_page):
    page = open_page("alerts", alerts_severity="info")
    assert ":gray[:material/filter_alt_off: No alerts fit this filter.]" in drawn(page)
    page.button(key="alerts_clear").click().run()
    assert ":gray[:material/check_circle: No alert fires. All rules are quiet.]" in drawn(page)


def test_alerts_come_worst_first(firing, open_page):
    page = open_page("alerts")
    levels = [text.split("-badge", 1)[0].removeprefix(":") for text in summaries(page)]
    assert levels == sorted(levels, key=["red", "orange", "blue"].index)
    assert any("Stella failed 4 times in a row." in text for text in summaries(page))


def test_acknowledging_says_who_and_when(firing, agency, owner, open_page):
    page = open_page("alerts")
    page.button(key=f"ack_{firing.id}").click().run()
    assert not page.exception
    assert agency.watch.get(owner, firing.id).acknowledged_by == owner.label
    assert "Acknowledged by you 10:00, now" in captions(page)
    assert f"ack_{firing.id}" not in keys(page)


@pytest.mark.parametrize(
    ("param", "value", "seen"),
    [
        ("alerts_rule", "agent_failure", True), ("alerts_rule", "queue_backlog", False), ("alerts_text", "stella FAILED", True),
        ("alerts_text", "nobody", False), ("alerts_who", "me", True), ("alerts_who", "nobody", False),
    ],
)
def test_a_filter_in_the_address_narrows_the_list(firing, agency, owner, open_page, param, value, seen):
    agency.watchroom.incidents.assign(owner, firing.id, to=owner.label)
    page = open_page("alerts", **{param: value})
    assert any("Stella failed" in text for text in summaries(page)) is seen


def test_what_was_silenced_says_by_what(firing, agency, owner, clock, open_page):
    until = clock.now() + timedelta(hours=1)
    agency.watchroom.silences.create(owner, match=Matcher(), ends_at=until, why="A known trouble", client_id="bread")
    clock.move(timedelta(minutes=1))
    agency.watch.evaluate()
    assert "Nobody was told: silence: A known trouble, until 11:00, in 59 min" in captions(open_page("alerts"))


def test_a_thousand_alerts_are_grouped_and_the_rest_is_a_list(many, open_page):
    page = open_page("alerts")
    assert not page.exception
    groups, rest = (one.value for one in page.dataframe)
    assert dict(zip(groups["Rule"], groups["Alerts"], strict=True)) == {"Agent failing": 500, "Queue backlog": 500}
    assert (len(summaries(page)), len(rest)) == (10, ENOUGH - 10)
    assert set(rest["Since"][:1]) == {"09:39, 21\u202fmin ago"}


def test_several_are_taken_care_of_at_once(many, agency, owner, open_page):
    page = open_page("alerts", alerts_view="list")
    key, listed = page.session_state["alerts_list_shown"]
    chosen = [one.id for one in listed[:3]]
    page.session_state[key] = {"selection": {"rows": [0, 1, 2], "columns": [], "cells": []}}
    page.run()
    page.button(key="alerts_bulk_ack").click().run()
    assert not page.exception
    with agency.db.reading() as session:
        cared = session.scalars(select(AlertRow.id).where(AlertRow.acknowledged_by == owner.label))
        assert sorted(cared) == sorted(chosen)


def test_resolved_alerts_are_a_filter_away(firing, open_page):
    page = open_page("alerts", alerts_state="resolved")
    assert not summaries(page)
    assert ":gray[:material/check_circle: No alert has been resolved yet.]" in drawn(page)


def test_the_drawer_tells_what_why_and_what_to_do(firing, agency, open_page):
    page = open_page("alerts", alert=firing.id)
    assert not page.exception
    shown = page.table[0].value.to_string().replace("\\", "").replace("\u2060", "")
    rule = next(one for one in agency.watch.rules() if one.name == firing.rule)
    assert [word for word in (rule.label, "Failures", "Threshold", "10:00") if word not in shown] == []
    assert [one.label for one in page.expander if one.label.startswith("What to do")] == ["What to do: An agent does not respond"]
    assert any("**Fires**" in text for text in drawn(page))


def test_an_alert_that_is_gone_says_so(client, open_page):
    assert "There is no alert 'gone'." in open_page("alerts", alert="gone").error[0].value.replace("\\", "")


def test_acknowledging_in_the_drawer_can_be_taken_back(firing, agency, owner, open_page):
    page = open_page("alerts", alert=firing.id)
    page.button(key="alert_ack").click().run()
    assert agency.watch.get(owner, firing.id).acknowledged_by == owner.label
    page.button(key="alert_unack").click().run()
    assert agency.watch.get(owner, firing.id).acknowledged_by == ""


def test_an_alert_is_assigned_to_me_to_somebody_and_to_nobody(firing, agency, owner, open_page):
    page = open_page("alerts", alert=firing.id)
    given = []
    page.button(key="alert_assign_me").click().run()
    given.append(agency.watch.get(owner, firing.id).assigned_to)
    page.text_input(key="alert_assign_name").set_value("Maya")
    page.button(key="alert_assign_it").click().run()
    given.append(agency.watch.get(owner, firing.id).assigned_to)
    page.button(key="alert_assign_none").click().run()
    given.append(agency.watch.get(owner, firing.id).assigned_to)
    assert given == [owner.label, "Maya", ""]


def test_snoozing_until_the_morning_means_that_of_the_client_and_ends_when_asked(firing, agency, owner, open_page):
    page = open_page("alerts", alert=firing.id)
    page.button(key="alert_snooze_2").click().run()
    assert agency.watch.get(owner, firing.id).snoozed_until == datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert "Snoozed until Tue 24 Nov 08:00" in captions(page)
    page.button(key="alert_unsnooze").click().run()
    assert story(agency, owner, firing)[-2:] == ["snoozed", "unsnoozed"]


def test_snoozing_until_a_time_of_ones_own(firing, agency, owner, open_page):
    page = open_page("alerts", alert=firing.id)
    page.datetime_input(key="alert_snooze_wall").set_value(datetime(2026, 11, 23, 18))  # noqa: DTZ001 - wall time
    page.button(key="alert_snooze_until").click().run()
    assert agency.watch.get(owner, firing.id).snoozed_until == datetime(2026, 11, 23, 17, tzinfo=UTC)


def test_a_comment_and_what_was_learned_are_kept(firing, agency, owner, open_page):
    page = open_page("alerts", alert=firing.id)
    page.text_area(key="alert_comment_text").set_value("The key ran *out*.")
    page.button(key="alert_comment_send").click().run()
    assert "The key ran *out*." in captions(page)
    page.text_area(key=f"alert_post_mortem_{firing.id}").set_value("Renew it in time.")
    page.button(key="alert_post_mortem_save").click().run()
    assert agency.watch.get(owner, firing.id).post_mortem == "Renew it in time."


def test_the_bell_counts_what_is_new_until_alerts_is_opened(firing, agency, owner, open_app):
    bell, firing_now = agency.watchroom.bell, AlertFilter("bread", "firing")
    assert bell.unseen(owner, client_id="bread") == len(agency.watch.find(owner, firing_now).items) > 0
    open_app(agency, "alerts", client="bread")
    assert bell.unseen(owner, client_id="bread") == 0


def test_what_is_silenced_rings_no_bell(firing, agency, owner):
    rung = []
    for why in ("", "silence: known", "quiet hours of Phone"):
        with agency.db.transaction() as session:
            session.get(AlertRow, firing.id).muted_by = why
        rung.append(agency.watchroom.bell.unseen(owner, client_id="bread"))
    assert rung == [rung[0], rung[0] - 1, rung[0]]


def test_silencing_an_alert_opens_the_form_filled_in(firing, open_page):
    page = open_page("alerts", alert=firing.id)
    page.button(key="alert_silence").click().run()
    assert not page.exception
    assert page.multiselect(key=f"silence_agent_failure_{firing.subject}_rules").value == ["agent_failure"]
    assert page.text_input(key=f"silence_agent_failure_{firing.subject}_subject").value == firing.subject
