from datetime import UTC, date, datetime, timedelta

import pytest

from agency_core.domain.content import ContentFilter, ContentType, NewContent

SHEET = "text,platforms,date,time\nWe bake.,linkedin,2026-11-24,09:30\nNo day.,linkedin,2026-02-30,09:30\n"


def said(elements) -> str:
    """All texts of elements, as a person reads them."""
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


@pytest.fixture
def approved(agency, owner, client):
    """Approved content for LinkedIn without a time."""
    new = NewContent(ContentType.TEXT_POST, "Oven", "The oven is here.", ("linkedin",), client_id=client.id)
    return agency.review.approve(owner, agency.draft.create(owner, new=new).id)


@pytest.fixture
def account(agency, owner, client):
    """The LinkedIn account of the client."""
    return next(each for each in agency.accounts.list(owner, client_id="bread") if each.platform == "linkedin")


def test_a_slot_is_added_and_removed(agency, owner, account, open_page):
    page = open_page("calendar", client="bread", calendar_section="slots")
    page.selectbox(key="slot_account").set_value(account.id)
    page.multiselect(key="slot_days").set_value([0, 3])
    page.button(key="slot_add_it").click().run()
    assert not page.exception
    made = agency.calendar.slots.of_account(owner, account.id)
    assert [(each.weekday, each.at) for each in made] == [(0, "09:00"), (3, "09:00")]
    page.button(key=f"slot_{made[0].id}").click().run()
    assert agency.calendar.slots.of_account(owner, account.id) == made[1:]


def test_the_next_free_slot_is_one_press_away(agency, owner, account, approved, open_page):
    agency.calendar.slots.add(owner, account.id, weekday=1, at="09:00")
    page = open_page("calendar", client="bread", content=approved.id)
    button = page.button(key=f"calendar_next_slot_{approved.id}_{approved.revision}")
    assert button.label.replace("\\", "").replace("\u2060", "") == "Next free slot: Tue 24 Nov 09:00 (Europe/Berlin)"
    button.click().run()
    assert agency.draft.get(owner, approved.id).scheduled_time == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_without_slots_the_drawer_says_where_they_are_made(approved, open_page):
    page = open_page("calendar", client="bread", content=approved.id)
    assert "None of its accounts has a slot. Add slots on the Calendar under Slots" in said(page.caption)


@pytest.mark.parametrize("name", ["studio", "review"])
def test_the_slot_is_offered_where_content_is_written_and_decided(agency, owner, client, account, open_page, name):
    new = NewContent(ContentType.TEXT_POST, "Oven", "The oven is here.", ("linkedin",), client_id=client.id)
    waiting = agency.review.submit(owner, agency.draft.create(owner, new=new).id)
    agency.calendar.slots.add(owner, account.id, weekday=1, at="09:00")
    page = open_page(name, client="bread", **{"studio": {"content": waiting.id}, "review": {}}[name])
    page.button(key=f"{name}_next_slot_{waiting.id}_{waiting.revision}").click().run()
    assert not page.exception
    assert agency.draft.get(owner, waiting.id).scheduled_time == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert not page.warning


def test_content_is_repeated_from_its_drawer_and_ended_in_the_list(agency, owner, approved, open_page):
    page = open_page("calendar", client="bread", content=approved.id)
    page.button(key="repeat_it").click().run()
    assert not page.exception
    (made,) = agency.calendar.recur.list(owner, client_id="bread")
    assert made.rule.weekdays == (0,)
    page = open_page("calendar", client="bread", calendar_section="repeats")
    assert "every week on Mon at 10:00 Europe/Berlin" in said(page.markdown)
    page.selectbox(key=f"repeat_skip_{made.id}").set_value(date(2026, 11, 30)).run()
    page.button(key=f"repeat_skip_it_{made.id}").click().run()
    assert agency.calendar.recur.get(owner, made.id).times[0].date() == date(2026, 12, 7)
    page.button(key=f"repeat_end_{made.id}").click().run()
    page.button(key=f"repeat_end_{made.id}_yes").click().run()
    assert agency.calendar.recur.get(owner, made.id).next_at is None


def test_a_sheet_is_looked_at_imported_and_taken_back(agency, owner, client, open_page):
    page = open_page("calendar", client="bread", calendar_section="import")
    page.file_uploader[0].upload("plan.csv", SHEET.encode()).run()
    assert not page.exception
    assert "1 post can be imported" in said(page.markdown)
    assert list(page.dataframe[-1].value["Rule"]) == ["is not a day"]
    page.button(key="import_start").click().run()
    assert not page.exception
    (made,) = agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items
    assert made.status == "scheduled"
    (done,) = agency.calendar.bulk.list(owner, client_id="bread")
    assert "1 added, 0 known, 1 refused" in said(page.caption)
    page.button(key=f"import_undo_{done.id}").click().run()
    page.button(key=f"import_undo_{done.id}_yes").click().run()
    assert agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items == ()


def test_everything_is_paused_for_a_reason_and_resumed_by_a_plan(agency, owner, client, clock, open_page):
    new = NewContent(
        ContentType.TEXT_POST, "Oven", "The oven is here.", ("linkedin",), client_id=client.id,
        scheduled_time=clock.now() + timedelta(hours=1),
    )
    content = agency.review.approve(owner, agency.draft.create(owner, new=new).id)
    page = open_page("operations")
    page.text_input(key="kill_all_why").set_value("A crisis")
    page.button(key="kill_all_yes").click().run()
    assert (agency.calendar.resume.state().is_on, agency.calendar.resume.state().why) == (True, "A crisis")
    clock.move(timedelta(hours=3))
    page = open_page("operations")
    page.button(key="kill_all_resume").click().run()
    assert not page.exception
    assert list(page.dataframe[-1].value["What happens"]) == ["Is sent"]
    page.button(key="resume_all_go").click().run()
    assert agency.calendar.resume.state().is_on is False
    assert agency.draft.get(owner, content.id).scheduled_time == clock.now()


def test_every_page_says_that_everything_is_paused(agency, owner, client, open_page):
    agency.calendar.resume.pause_all(owner, why="A *crisis*")
    page = open_page("../agency_core/ui/shell")
    assert "Publishing is paused for everybody.** ] A *crisis*".replace(" ]", "]") in said(page.markdown)
