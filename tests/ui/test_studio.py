from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentChanges, ContentFilter, ContentType, NewContent
from agency_core.domain.preview import Words
from agency_core.ui.studio.counters import counter


def shown(elements) -> str:
    """All texts of elements, as a person reads them."""
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


@pytest.fixture
def draft(agency, owner, client):
    """A draft with a text of its own for Instagram."""
    new = NewContent(
        content_type=ContentType.TEXT_POST, title="The oven", content_body="We have a new oven.",
        target_platforms=("linkedin", "instagram"), client_id=client.id, variants={"instagram": "New oven!"},
        scheduled_time=datetime(2026, 11, 25, 8, tzinfo=UTC),
    )
    return agency.draft.create(owner, new=new)


def write(page, **fields) -> None:
    """Fill fields of the sheet by their keys without the prefix."""
    page.text_input(key="studio_title").set_value(fields.get("title", "The oven"))
    page.text_area(key="studio_body").set_value(fields.get("body", "We have a new oven."))
    page.pills(key="studio_platforms").set_value(fields.get("platforms", ["linkedin"]))
    page.run()


def test_a_new_sheet_is_saved_as_a_draft_and_opens_under_its_address(agency, owner, client, open_page):
    page = open_page("studio", client="bread")
    write(page, title="  The oven ", body="We have a <b>new</b> oven.")
    page.button(key="studio_save").click().run()
    assert not page.exception
    stored = agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items
    assert [(one.title, one.content_body, one.target_platforms) for one in stored] == [
        ("The oven", "We have a <b>new</b> oven.", ("linkedin",))
    ]
    assert page.query_params["content"] == stored[0].id
    assert page.text_input(key="studio_title").value == "The oven"


def test_saving_what_has_not_changed_changes_nothing(agency, owner, draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    page.button(key="studio_save").click().run()
    assert page.toast[0].value == "Saved already\\: nothing has changed\\."
    assert agency.draft.get(owner, draft.id).revision == draft.revision


def test_what_is_missing_is_named_and_nothing_is_lost(agency, owner, client, open_page):
    page = open_page("studio", client="bread")
    write(page, title="")
    page.button(key="studio_save").click().run()
    assert "title is empty" in shown(page.error)
    assert page.text_area(key="studio_body").value == "We have a new oven."
    assert agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items == ()


def test_stored_content_fills_every_field(draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    assert page.text_input(key="studio_title").value == "The oven"
    assert page.text_area(key="studio_text_instagram").value == "New oven!"
    assert page.toggle(key="studio_own_linkedin").value is False
    assert page.get("datetime_input")[0].value == datetime(2026, 11, 25, 9)  # noqa: DTZ001 - wall time in Berlin


def test_each_platform_counts_in_its_own_unit(draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    rooms = [one.proto.text for one in page.get("progress")]
    assert rooms == [
        ":gray[19 of 3\u202f000 characters as sent\\, escapes included]", ":gray[9 of 2\u202f200 characters]",
    ]
    assert "LinkedIn 19 of 3\u202f000" in [one.value for one in page.caption]


@pytest.mark.parametrize(("length", "expected"), [
    (251, ":gray[X 251 of 280 characters]"),
    (252, ":orange[:material/warning: X 252 of 280 characters, 28 left]"),
    (280, ":orange[:material/warning: X 280 of 280 characters, 0 left]"),
    (290, ":red[:material/error: X 290 of 280 characters, 10 too many]"),
])
def test_a_counter_says_how_tight_it_is(length, expected):
    assert counter(Words("", length, 280, "characters"), "X") == expected


def test_a_platform_that_cannot_publish_today_is_labelled_with_the_reason(agency, owner, client, open_page):
    (account,) = [each for each in agency.accounts.list(owner, client_id="bread") if each.platform == "x"]
    agency.accounts.disconnect(owner, account.id)
    page = open_page("studio", client="bread")
    write(page, platforms=["x"])
    assert "X cannot publish today.]" in shown(page.caption)


def test_checks_name_field_rule_and_remedy(client, open_page):
    page = open_page("studio", client="bread")
    write(page, body="a" * 3100)
    said = shown(page.markdown)
    assert ":red[:material/error: **LinkedIn · Text**]" in said
    assert "rule " in said


def test_a_word_that_the_brief_bans_forbids_publishing(client, open_page):
    page = open_page("studio", client="bread")
    write(page, body="Our bread is cheap today and every day.")
    assert ":red[:material/error: **LinkedIn · Text**] The brief bans 'cheap'." in shown(page.markdown)


def test_submitting_saves_first_and_hands_over(agency, owner, client, open_page):
    page = open_page("studio", client="bread")
    write(page)
    page.button(key="studio_submit").click().run()
    assert not page.exception
    assert [one.status for one in agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items] == ["in_review"]


def test_a_submission_that_breaks_a_rule_is_kept_as_a_draft_with_the_reason(agency, owner, client, open_page):
    page = open_page("studio", client="bread")
    write(page, body="a" * 3100)
    page.button(key="studio_submit").click().run()
    assert [one.status for one in agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items] == ["draft"]
    assert "linkedin" in shown(page.error)


def test_somebody_elses_change_asks_and_keeps_the_words(agency, owner, draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    page.text_area(key="studio_body").set_value("My words.").run()
    agency.draft.update(owner, draft.id, changes=ContentChanges(content_body="Their words."))
    page.button(key="studio_save").click().run()
    assert "Somebody changed this while you were writing" in shown(page.markdown)
    assert page.text_area(key="studio_body").value == "My words."
    assert agency.draft.get(owner, draft.id).content_body == "Their words."
    page.button(key="studio_insist").click().run()
    page.button(key="studio_save").click().run()
    assert agency.draft.get(owner, draft.id).content_body == "My words."


def test_taking_what_is_stored_drops_the_words(agency, owner, draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    page.text_area(key="studio_body").set_value("My words.").run()
    agency.draft.update(owner, draft.id, changes=ContentChanges(content_body="Their words."))
    page.run()
    page.button(key="studio_yield").click().run()
    assert page.text_area(key="studio_body").value == "Their words."
    assert "Somebody changed this" not in shown(page.markdown)


def test_somebody_elses_change_shows_at_once_when_nothing_was_typed(agency, owner, draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    agency.draft.update(owner, draft.id, changes=ContentChanges(content_body="Their words."))
    page.run()
    assert page.text_area(key="studio_body").value == "Their words."


def test_opening_something_else_and_coming_back_keeps_unsaved_words(agency, owner, draft, open_page):
    other = agency.draft.duplicate(owner, draft.id)
    page = open_page("studio", client="bread", content=draft.id)
    page.text_area(key="studio_body").set_value("My words.").run()
    page.query_params["content"] = other.id
    page.run()
    assert page.text_area(key="studio_body").value == "We have a new oven."
    page.query_params["content"] = draft.id
    page.run()
    assert page.text_area(key="studio_body").value == "My words."


def test_a_time_that_clocks_skip_is_refused_with_the_reason(agency, owner, draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    page.get("datetime_input")[0].set_value(datetime(2027, 3, 28, 2, 30)).run()  # noqa: DTZ001 - wall time
    assert "2027-03-28 02:30 does not exist in Europe/Berlin: the clocks go forward over it." in shown(page.error)
    page.button(key="studio_save").click().run()
    assert agency.draft.get(owner, draft.id).scheduled_time == draft.scheduled_time


def test_approved_content_is_scheduled_at_its_planned_time(agency, owner, draft, open_page):
    agency.draft.update(owner, draft.id, changes=ContentChanges(clear_scheduled_time=True))
    agency.review.approve(owner, draft.id)
    page = open_page("studio", client="bread", content=draft.id)
    page.get("datetime_input")[0].set_value(datetime(2026, 11, 26, 9, 30)).run()  # noqa: DTZ001 - wall time
    page.button(key="studio_schedule").click().run()
    assert not page.exception
    stored = agency.draft.get(owner, draft.id)
    assert (stored.status, stored.scheduled_time) == ("scheduled", datetime(2026, 11, 26, 8, 30, tzinfo=UTC))


def test_scheduled_content_is_rescheduled_and_keeps_its_approval(agency, owner, draft, open_page):
    agency.review.approve(owner, draft.id)
    page = open_page("studio", client="bread", content=draft.id)
    page.get("datetime_input")[0].set_value(datetime(2026, 11, 27, 9)).run()  # noqa: DTZ001 - wall time
    assert ":orange[:material/edit: A new time: press Reschedule to take it.]" in shown(page.markdown)
    page.button(key="studio_schedule").click().run()
    stored = agency.draft.get(owner, draft.id)
    assert (stored.status, stored.scheduled_time) == ("scheduled", datetime(2026, 11, 27, 8, tzinfo=UTC))


def test_published_content_is_locked(agency, owner, draft, open_page):
    agency.schedule.cancel(owner, draft.id)
    page = open_page("studio", client="bread", content=draft.id)
    assert page.text_area(key="studio_body").disabled is True
    assert [one.key for one in page.button if one.key in {"studio_save", "studio_submit", "studio_schedule"}] == []


def test_duplicate_opens_the_copy(agency, owner, draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    page.button(key="studio_duplicate").click().run()
    ids = {one.id for one in agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items}
    assert {page.query_params["content"]} == ids - {draft.id}


def test_deleting_asks_first_and_names_the_content(agency, owner, draft, open_page):
    page = open_page("studio", client="bread", content=draft.id)
    page.button(key="studio_delete").click().run()
    assert "“The oven” and its texts are removed for good." in shown(page.text)
    assert agency.draft.get(owner, draft.id).status == "draft"


def test_content_of_another_client_is_not_opened(agency, owner, draft, open_page, clock):
    clock.move(timedelta(seconds=1))
    agency.clients.create(owner, new=NewClient("Other", id="other"))
    page = open_page("studio", client="other", content=draft.id)
    assert page.text_input(key="studio_title").value == ""
    assert "content" not in page.query_params


def test_an_address_of_nothing_says_so_and_opens_an_empty_sheet(client, open_page):
    page = open_page("studio", client="bread", content="nothing")
    assert not page.exception
    assert "There is no content 'nothing'." in shown(page.error)
    assert page.text_input(key="studio_title").value == ""
