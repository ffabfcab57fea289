from datetime import date

import pytest

from agency_core.domain.client import Approval
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.platform import (
    Capabilities,
    ConnectorFacts,
    Idempotency,
    Platform,
    ReadBack,
)
from agency_core.ui.settings.accounts import connector
from agency_core.ui.settings.client_form import lines


def said(elements) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


def test_saving_the_client_changes_it(agency, owner, client, open_page):
    page = open_page("settings", client="bread")
    page.text_input(key="settings_bread_name").set_value("Bread and Butter")
    page.selectbox(key="settings_bread_zone").set_value("America/New_York")
    page.number_input(key="settings_bread_late").set_value(15)
    page.radio(key="settings_bread_approval").set_value(Approval.NAMED_AGENTS)
    page.text_area(key="settings_bread_topics").set_value("rye\n\nwheat\nrye")
    page.text_input(key="settings_bread_hashtags").set_value("bread baking")
    page.button(key="settings_client_save").click().run()
    assert not page.exception
    now = agency.clients.get(owner, "bread")
    assert (now.name, now.timezone, now.late_minutes, now.approval) == (
        "Bread and Butter", "America/New_York", 15, "named_agents"
    )
    assert (now.brief.topics, now.brief.hashtags, now.brief.about) == (("rye", "wheat"), ("bread", "baking"), "We bake bread")


def test_an_empty_name_is_refused_with_the_reason(agency, owner, client, open_page):
    page = open_page("settings", client="bread")
    page.text_input(key="settings_bread_name").set_value(" ")
    page.button(key="settings_client_save").click().run()
    assert "A client needs a name." in said(page.error)
    assert agency.clients.get(owner, "bread").name == "Bread & Co"


def test_effects_are_stated_with_numbers(agency, owner, client, open_page):
    new = NewContent(
        content_type=ContentType.TEXT_POST, title="Oven", content_body="New.", target_platforms=("linkedin",), client_id="bread",
    )
    agency.review.submit(owner, agency.draft.create(owner, new=new).id)
    page = open_page("settings", client="bread")
    assert "Applies to new proposals. 1 in review still wait for a person." in said(page.caption)


def test_pausing_publishing_asks_first(agency, owner, client, open_page):
    page = open_page("settings", client="bread")
    page.button(key="settings_pause").click().run()
    assert agency.clients.get(owner, "bread").publishing_paused is False
    page.button(key="settings_pause_yes").click().run()
    assert agency.clients.get(owner, "bread").publishing_paused is True


def test_accounts_name_all_platforms_and_why_some_cannot_publish(client, open_page):
    page = open_page("settings", client="bread", settings_tab="Accounts")
    assert not page.exception
    names = [one.value for one in page.markdown if one.value.startswith("**")]
    assert sorted(names) == sorted(
        f"**{name}**"
        for name in ("LinkedIn", "Instagram", "YouTube", "TikTok", "X", "Facebook", "Bluesky", "Mastodon", "Threads")
    )
    assert said(page.caption).count("No connector yet: content for it is kept, not published.") == 7


def test_an_account_is_paused_and_resumed(agency, owner, client, open_page):
    account = agency.accounts.list(owner, client_id="bread")[0]
    page = open_page("settings", client="bread", settings_tab="Accounts")
    for status in ("paused", "connected"):
        page.button(key=f"settings_status_{account.id}").click().run()
        assert {one.id: one.status for one in agency.accounts.list(owner, client_id="bread")}[account.id] == status


def test_people_say_plainly_that_there_is_no_sign_in(client, open_page):
    page = open_page("settings", client="bread", settings_tab="People and access")
    assert not page.exception
    assert "There is no sign-in yet" in said(page.markdown)


def test_a_backup_is_made_and_listed(agency, client, open_page):
    page = open_page("settings", client="bread", settings_tab="Data")
    assert "There is no backup yet." in said(page.caption)
    page.button(key="settings_backup").click().run()
    assert not page.exception
    assert [file.name for file in (agency.settings.data / "backups").glob("*.sqlite3")] == list(page.dataframe[0].value["File"])


def test_the_demo_can_be_removed_only_where_it_is_one(client, open_page):
    page = open_page("settings", client="bread", settings_tab="Data")
    assert [one.key for one in page.button if one.key == "settings_demo_remove"] == []


@pytest.mark.parametrize(
    ("sunset", "words"),
    [
        (None, "no end announced"), (date(2027, 7, 15), "ends 15 Jul 2027"),
        (date(2026, 12, 1), ":orange[:material/warning: ends 1 Dec 2026]"),
    ],
)
def test_a_connector_that_ends_soon_is_marked(sunset, words):
    able = Capabilities(
        content_types=frozenset({"text_post"}), text_limit=3000, text_unit="characters", media_required=frozenset(), media_min=0,
        media_max=1, image_types=frozenset(), image_bytes=1, needs_public_media_url=False, supports_delete=True,
        read_back=ReadBack.EXACT, idempotency=Idempotency.NONE, settling_seconds=1, metrics=(),
    )
    shown = connector(ConnectorFacts(Platform.X, "v2", sunset, "documentation only", able), date(2026, 11, 23))
    assert shown == (
        f"Interface v2, {words} · documentation only · 3 000 characters · text post · a lost answer is read back: exact · "
        "protection against doubles: none"
    )


def test_lines_are_trimmed_and_come_once():
    assert lines(" a \n\nb\na") == ("a", "b")
