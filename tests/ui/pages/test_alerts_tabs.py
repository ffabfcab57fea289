"""The tabs of Alerts beside the list: rules, silences and maintenance, notifiers, and the log."""

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.alerts.rules import RULES
from agency_core.domain.notifier import NewNotifier
from agency_core.domain.rule import RuleSetting
from agency_core.domain.watching import Matcher, NotificationState, QuietHours
from agency_core.models import NotificationRow
from agency_core.ui.watch.rule_words import OF_THE_AGENCY
from agency_core.ui.watch.runbook import steps


def words(elements) -> list[str]:
    return [one.value.replace("\\", "").replace("\u2060", "") for one in elements]


def rules(page):
    return page.dataframe[0].value.set_index("Rule")


@pytest.mark.parametrize("tab", ["Alerts", "Rules", "Silences", "Notifiers", "Log"])
def test_every_tab_opens_without_a_client_and_with_nothing_in_it(agency, open_page, tab):
    page = open_page("alerts", alerts_tab=tab)
    assert not page.exception
    assert not page.error


def test_every_rule_is_listed_with_its_thresholds_and_its_meaning(client, open_page):
    table = rules(open_page("alerts", alerts_tab="Rules"))
    assert list(table.index) == [rule.label for rule in RULES.all()]
    assert table.loc["Agent failing", "Thresholds"] == "Failures in a row that are tolerated: 3"
    assert all(table["What it means"])
    assert set(table["Changed"]) == {""}


def test_a_changed_rule_says_for_whom(client, agency, owner, open_page):
    settings = agency.watchroom.rules
    settings.save(owner, setting=RuleSetting("bread", "agent_failure", severity="warning"))
    settings.save(owner, setting=RuleSetting("", "queue_backlog", is_on=False))
    own = rules(open_page("alerts", alerts_tab="Rules"))
    assert (own.loc["Agent failing", "Changed"], own.loc["Queue backlog", "Changed"]) == ("for this client", "for the agency")
    general = rules(open_page("alerts", alerts_tab="Rules", alerts_for="agency"))
    assert (general.loc["Agent failing", "Changed"], general.loc["Queue backlog", "On"]) == ("", False)


def test_a_threshold_is_changed_for_the_client_and_reset_when_agreed(client, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Rules", rule="distribution_failure")
    page.number_input(key="rule_distribution_failure_bread_share").set_value(25.0)
    page.button(key="rule_save").click().run()
    assert not page.exception

    def share(client_id: str) -> float:
        view = next(one for one in agency.watchroom.rules.list(owner, client_id=client_id) if one.name == "distribution_failure")
        return view.values["share"]

    assert (share("bread"), share("")) == (0.25, 0.1)
    page = open_page("alerts", alerts_tab="Rules", rule="distribution_failure")
    page.button(key="rule_reset").click().run()
    page.button(key="rule_reset_yes").click().run()
    assert share("bread") == 0.1


def test_a_rule_of_the_installation_is_changed_for_the_agency(client, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Rules", rule="memory")
    page.toggle(key="rule_memory__on").set_value(False)
    page.button(key="rule_save").click().run()
    assert [one.is_on for one in agency.watchroom.rules.list(owner) if one.name == "memory"] == [False]


def test_rules_of_the_installation_are_rules():
    assert set(RULES) >= OF_THE_AGENCY


def test_a_rule_is_tried_on_the_past_with_what_is_not_saved_yet(client, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Rules", rule="distribution_failure")
    page.number_input(key="rule_distribution_failure_bread_share").set_value(25.0)
    page.button(key="rule_try").click().run()
    assert not page.exception
    assert not page.error
    assert len(page.info) == 1
    assert all(one.values["share"] == 0.1 for one in agency.watchroom.rules.list(owner) if one.name == "distribution_failure")


def test_every_rule_has_its_part_of_the_manual():
    assert [rule.name for rule in RULES.all() if not steps(rule.runbook)[1]] == []


def test_an_alert_fills_in_the_form_of_a_silence(client, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Silences", silence_rule="queue_backlog", silence_subject="bread")
    key = "silence_queue_backlog_bread"
    page.datetime_input(key=f"{key}_until").set_value(datetime(2026, 11, 23, 18))  # noqa: DTZ001 - wall time
    page.text_input(key=f"{key}_why").set_value("A big import")
    page.button(key=f"{key}_send").click().run()
    assert not page.error
    (made,) = agency.watchroom.silences.list(owner, client_id="bread").items
    assert (made.match, made.ends_at, made.why, made.client_id) == (
        Matcher(("queue_backlog",), (), ("bread",)), datetime(2026, 11, 23, 17, tzinfo=UTC), "A big import", "bread",
    )
    assert any("**Queue backlog, about bread**" in text for text in words(page.markdown))


def test_a_silence_without_a_reason_is_refused(client, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Silences")
    page.button(key="silence___send").click().run()
    assert ["A reason is missing" in text for text in words(page.error)] == [True]
    assert agency.watchroom.silences.list(owner).items == ()


def test_a_silence_ends_early_when_agreed_and_is_past(client, agency, owner, clock, open_page):
    ends = clock.now() + timedelta(hours=3)
    made = agency.watchroom.silences.create(owner, match=Matcher(severities=("info",)), ends_at=ends, why="Too much")
    page = open_page("alerts", alerts_tab="Silences")
    page.button(key=f"silence_end_{made.id}").click().run()
    clock.move(timedelta(seconds=1))
    page.button(key=f"silence_end_{made.id}_yes").click().run()
    assert agency.watchroom.silences.get(owner, made.id).ended_at is not None
    page = open_page("alerts", alerts_tab="Silences")
    assert list(page.dataframe[0].value["About"]) == ["Info"]


def test_maintenance_is_planned_with_publishing_held_and_called_off(client, agency, owner, clock, open_page):
    page = open_page("alerts", alerts_tab="Silences")
    page.datetime_input(key="maintenance_from").set_value(datetime(2026, 11, 24, 1))  # noqa: DTZ001 - wall time
    page.datetime_input(key="maintenance_until").set_value(datetime(2026, 11, 24, 3))  # noqa: DTZ001 - wall time
    page.text_input(key="maintenance_why").set_value("A new disk")
    page.checkbox(key="maintenance_holds").check()
    page.button(key="maintenance_plan").click().run()
    (planned,) = agency.watchroom.maintenance.list(owner).items
    assert (planned.starts_at, planned.holds_publishing) == (datetime(2026, 11, 24, tzinfo=UTC), True)
    page.button(key=f"maintenance_end_{planned.id}").click().run()
    page.button(key=f"maintenance_end_{planned.id}_yes").click().run()
    assert agency.watchroom.maintenance.get(owner, planned.id).ended_at == clock.now()


@pytest.fixture
def phone(agency, client, owner):
    """A notifier that is told late, and quiet at night."""
    new = NewNotifier(
        "email", "Phone of Maya", {"to": "maya@example.com"}, "bread", Matcher(severities=("critical",)),
        QuietHours(22 * 60, 7 * 60, "Europe/Berlin"), after_minutes=15, repeat_minutes=60,
    )
    return agency.watchroom.notifiers.create(owner, new=new)


def test_a_notifier_says_in_words_when_it_is_told(phone, open_page):
    page = open_page("alerts", alerts_tab="Notifiers")
    assert (
        "Only told of what nobody acknowledged for 15 min: critical · Told again every 1 h until somebody acknowledges it; says "
        "that it is over · Quiet from 22:00 to 07:00 (Europe/Berlin): only critical alerts are told then"
    ) in words(page.caption)
    assert any("**Phone of Maya**" in text and "On" in text for text in words(page.markdown))


def test_a_notifier_is_switched_off_and_deleted_when_agreed(phone, agency, owner, open_page):
    page = open_page("alerts", alerts_tab="Notifiers")
    page.button(key=f"notifier_switch_{phone.id}").click().run()
    assert not agency.watchroom.notifiers.get(owner, phone.id).is_on
    page.button(key=f"notifier_delete_{phone.id}").click().run()
    page.button(key=f"notifier_delete_{phone.id}_yes").click().run()
    assert agency.watchroom.notifiers.list(owner) == ()


def test_a_test_says_what_came_of_it(phone, open_page):
    page = open_page("alerts", alerts_tab="Notifiers")
    page.button(key=f"notifier_test_{phone.id}").click().run()
    assert not page.exception
    assert len(page.error) >= 1  # no mail server is set


def test_a_new_notifier_opens_its_form(client, open_page):
    page = open_page("alerts", alerts_tab="Notifiers")
    page.button(key="notifier_add").click().run()
    assert [one.label for one in page.selectbox if one.key == "notifier_kind"] == ["Kind"]


def test_the_log_says_why_somebody_was_told_and_sends_again_what_failed(phone, agency, owner, clock, open_page):
    now = clock.now()
    with agency.db.transaction() as session:
        session.add(NotificationRow(
            id="told1", notifier_id=phone.id, client_id="bread", reason="escalated", title="Stella failed 4 times in a row.",
            severity="critical", told=[], state="failed", attempts=5, created_at=now, next_attempt_at=now, error="no answer",
        ))
    page = open_page("alerts", alerts_tab="Log")
    row = page.dataframe[0].value.iloc[0]
    assert (row["To"], row["Why"], row["Tries"]) == ("Phone of Maya", "nobody acknowledged it in time", 5)
    page.button(key="notification_again_told1").click().run()
    (again,) = agency.watchroom.notify.list(owner).items
    assert again.state == NotificationState.WAITING
    page = open_page("alerts", alerts_tab="Log", alerts_log_state="sent")
    assert ":gray[:material/filter_alt_off: No notifications fit this filter.]" in [one.value for one in page.markdown]
