from agency_core.domain.client import Approval
from agency_core.domain.content import ContentType, NewContent
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


def test_people_say_plainly_that_there_is_no_sign_in(client, open_page):
    page = open_page("settings", client="bread", settings_tab="People and access")
    assert not page.exception
    assert "There is no sign-in yet" in said(page.markdown)


def test_the_demo_can_be_removed_only_where_it_is_one(client, open_page):
    page = open_page("settings", client="bread", settings_tab="Data")
    assert [one.key for one in page.button if one.key == "settings_demo_remove"] == []


def test_lines_are_trimmed_and_come_once():
    assert lines(" a \n\nb\na") == ("a", "b")
