"""The page Accounts: what each platform can do, how logins are, and the ways to connect."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from agency_core.domain.account import AccountHealth, AccountStatus, AccountView, CallsLeft
from agency_core.domain.login import LoginWish
from agency_core.domain.platform import LABELS, Platform
from agency_core.models import AccountRow
from agency_core.platforms import CONNECTORS
from agency_core.ui.accounts.abilities import abilities
from agency_core.ui.accounts.health import health_lines

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def said(elements) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


@pytest.fixture
def account(agency, owner, client) -> AccountView:
    """The client's account on X, on the sandbox."""
    (found,) = [one for one in agency.accounts.list(owner, client_id="bread") if one.platform == "x"]
    return found


def status(agency, owner, account) -> str:
    return {one.id: one.status for one in agency.accounts.list(owner, client_id="bread")}[account.id]


def test_every_platform_is_named(client, open_page):
    page = open_page("accounts", client="bread")
    assert not page.exception
    named = [one.value for one in page.markdown if one.value.startswith("**")]
    assert sorted(named) == sorted(f"**{one}**" for one in LABELS.values())


def test_an_account_is_paused_and_resumed(agency, owner, account, open_page):
    page = open_page("accounts", client="bread")
    for wanted in ("paused", "connected"):
        page.button(key=f"accounts_status_{account.id}").click().run()
        assert not page.exception
        assert status(agency, owner, account) == wanted


def test_an_account_is_disconnected_after_a_question_and_connected_again(agency, owner, account, open_page):
    page = open_page("accounts", client="bread")
    page.button(key=f"accounts_more_{account.id}").click().run()
    page.button(key=f"accounts_disconnect_{account.id}").click().run()
    assert status(agency, owner, account) == "connected"
    page.button(key=f"accounts_disconnect_{account.id}_yes").click().run()
    assert status(agency, owner, account) == "disconnected"
    page = open_page("accounts", client="bread")
    assert "Its login was deleted. What was planned for it waits." in said(page.caption)
    page.button(key="accounts_sandbox_x").click().run()
    assert not page.exception
    assert status(agency, owner, account) == "connected"


def test_the_time_between_posts_is_set_in_minutes(agency, owner, account, open_page):
    page = open_page("accounts", client="bread")
    page.button(key=f"accounts_more_{account.id}").click().run()
    page.number_input(key=f"accounts_minutes_{account.id}").set_value(30)
    page.button(key=f"accounts_spacing_save_{account.id}").click().run()
    assert not page.exception
    assert agency.accounts.health(owner, client_id="bread")[account.id].spacing_seconds == 1800


def test_a_test_says_what_the_network_said(agency, owner, account, open_page):
    page = open_page("accounts", client="bread")
    page.button(key=f"accounts_test_{account.id}").click().run()
    assert not page.exception
    (health,) = [one for one in agency.accounts.health(owner, client_id="bread").values() if one.account_id == account.id]
    assert health.checked_at == NOW
    assert health.check_said in said(page.caption)


@pytest.mark.parametrize("platform", CONNECTORS)
def test_every_platform_has_a_way_to_connect(agency, owner, client, open_page, platform):
    page = open_page("accounts", client="bread")
    page.button(key=f"accounts_connect_{platform}").click().run()
    assert not page.exception
    assert f"What is scheduled for Bread & Co on {LABELS[Platform(platform)]} after this" in said(page.caption)


def test_a_platform_that_does_not_know_us_is_told_first(agency, owner, client, open_page):
    page = open_page("accounts", client="bread")
    page.button(key="accounts_connect_linkedin").click().run()
    assert [one.value for one in page.code] == ["http://127.0.0.1:8501/api/accounts/callback"]
    page.text_input(key="accounts_app_id_linkedin").set_value("app-1")
    page.text_input(key="accounts_app_secret_linkedin").set_value("canary")
    page.button(key="accounts_app_save_linkedin").click().run()
    assert [(one.platform, one.app_id) for one in agency.connect.applications.list(owner)] == [("linkedin", "app-1")]
    assert "LinkedIn asks you to log in and to allow these permissions" in said(page.markdown)


def test_a_wrong_variable_is_said_at_the_form(client, open_page):
    page = open_page("accounts", client="bread")
    page.button(key="accounts_connect_x").click().run()
    page.button(key="accounts_token_send_x").click().run()
    assert "is not set." in said(page.error)


def test_who_comes_back_without_a_login_is_told(client, open_page):
    page = open_page("accounts", client="bread", accounts_problem="forbidden")
    assert "This login was begun in another browser. Start it again here." in said(page.error)


def test_who_comes_back_refused_is_told_why(agency, owner, client, open_page):
    login = agency.connect.send(owner, wish=LoginWish("bread", "mastodon"), browser="b")
    page = open_page("accounts", client="bread", accounts_login=login.id)
    assert "Mastodon has many servers." in said(page.error)
    page.button(key="accounts_found_close").click().run()
    assert said(page.error) == ""


def test_an_old_address_is_no_error(client, open_page):
    page = open_page("accounts", client="bread", accounts_login="long over")
    assert not page.exception
    assert said(page.error) == ""


def test_profiles_that_were_found_are_chosen(agency, owner, client, open_page):
    from agency_core.domain.publishing import Profile, Tokens
    from agency_core.store.queries import login as logins

    begun = agency.connect.begin(owner, wish=LoginWish("bread", "x", sandbox=True), browser="b")
    with agency.db.reading() as session:
        row = logins.get(session, begun.login_id)
    agency.connect._found(row, Tokens("a", "r"), (Profile("1", "One"), Profile("2", "Two")))
    page = open_page("accounts", client="bread", accounts_login=begun.login_id)
    assert page.button(key="accounts_choose").disabled
    page.pills(key=f"accounts_chosen_{begun.login_id}").set_value(["2"]).run()
    page.button(key="accounts_choose").click().run()
    assert not page.exception
    found = [one.display_name for one in agency.accounts.list(owner, client_id="bread") if one.platform == "x"]
    assert sorted(found) == ["Bread & Co (sandbox)", "Two"]


def lines(**given) -> list[str]:
    usual = {
        "account_id": "a", "base_url": "", "scopes": (), "missing": (), "expires_at": None, "renews_itself": True,
        "checked_at": None, "check_said": "", "failures_in_a_row": 0, "calls_left": None, "spacing_seconds": 0, "free_at": None,
    }
    view = AccountView("a", "c", "x", "live", "1", "One", given.pop("status", "connected"), None, given.pop("error", ""), NOW)
    return list(health_lines(view, AccountHealth(**{**usual, **given}), BERLIN, NOW))


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"error": "Token *gone*"}, r":red[:material/error: Token \*gone\*]"),
        ({"missing": ("write", "read")}, ":orange[:material/warning: These permissions are missing: write\\, read. "
                                         "Connect again and allow them.]"),
        ({"failures_in_a_row": 3}, ":orange[:material/warning: 3 failures in a row]"),
        ({}, "The login has no known end"), ({}, "Not tested yet"),
        ({"expires_at": NOW + timedelta(hours=2)}, "The login renews itself; the present one lasts until 12:00"),
        ({"expires_at": NOW + timedelta(hours=2), "renews_itself": False},
         ":orange[:material/warning: The login ends 12:00. Connect again before that.]"),
        ({"checked_at": NOW - timedelta(minutes=5), "check_said": "Fine"}, "Tested 5\u202fmin ago: Fine"),
        ({"calls_left": CallsLeft(87, 100, NOW + timedelta(hours=1))}, "87 of 100 calls left until 11:00"),
        ({"calls_left": CallsLeft(3)}, "3 calls left"), ({"spacing_seconds": 1800}, "At least 30\u202fmin between posts"),
        ({"status": AccountStatus.DISCONNECTED}, "Its login was deleted. What was planned for it waits."),
    ],
)
def test_the_health_of_an_account_is_said_in_words(given, line):
    assert line in lines(**given)


@pytest.mark.parametrize("name", CONNECTORS)
def test_what_a_platform_can_do_is_said_of_every_connector(name):
    told = abilities(CONNECTORS[name].facts, date(2026, 11, 23))
    assert all(told.values())


@pytest.mark.parametrize(
    ("sunset", "words"),
    [
        (None, "no end announced"), (date(2027, 7, 15), "ends 15 Jul 2027"),
        (date(2026, 12, 1), ":orange[:material/warning: ends 1 Dec 2026]"),
    ],
)
def test_an_interface_that_ends_soon_is_marked(sunset, words):
    told = abilities(replace(CONNECTORS["linkedin"].facts, spec_version="v2", sunset=sunset), date(2026, 11, 23))
    assert told["Interface"] == f"v2, {words}"


def test_a_paused_account_that_must_be_reconnected_offers_the_way(agency, account, open_page):
    with agency.db.transaction() as session:
        session.execute(update(AccountRow).where(AccountRow.id == account.id).values(status="reconnect", last_error="Gone."))
    page = open_page("accounts", client="bread")
    assert page.button(key="accounts_sandbox_x").label == "Connect to the sandbox again"
