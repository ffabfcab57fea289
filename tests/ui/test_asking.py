from datetime import date

import pytest

from agency_core.domain.annotation import Note, NoteKind
from agency_core.domain.content import ContentChanges, ContentFilter, ContentType, NewContent
from agency_core.ui.analytics.notes import mark


def said(elements) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


@pytest.fixture
def agency(demo_agency):
    return demo_agency


@pytest.fixture
def measured(agency, owner):
    """The demo, whose posts have numbers."""
    return agency.clients.get(owner, "demo")


def ask(page, text):
    page.text_input(key="analytics_question").set_value(text).run()
    assert not page.exception
    return page


def address(page):
    """What the page wrote into the address; the bound fields write theirs in the browser."""
    found = {name: values if isinstance(values, str) else values[0] for name, values in page.query_params.items()}
    return {name: value for name, value in found.items() if name not in {"client", "analytics_question", "analytics_tab"}}


def test_a_question_becomes_the_address_of_its_view(measured, open_page):
    page = ask(open_page("analytics", client="demo"), "engagement by hour on LinkedIn in October")
    assert address(page) == {
        "analytics_by": "hour", "analytics_platform": "linkedin", "analytics_days": "own", "analytics_from": "2026-10-01",
        "analytics_to": "2026-10-31",
    }
    assert page.session_state["analytics_tab"] == "Explore"
    shown = said(page.markdown)
    assert [each for each in ("By hour and weekday", "On LinkedIn", "1 Oct – 31 Oct 2026") if each not in shown] == []
    assert "I did not understand" not in said(page.caption)


def test_another_question_replaces_the_whole_view(measured, open_page):
    page = ask(open_page("analytics", client="demo"), "engagement by hour on LinkedIn in October")
    ask(page, "worst posts")
    assert address(page) == {"analytics_order": "worst"}
    assert page.session_state["analytics_tab"] == "Overview"


def test_what_is_not_understood_is_said_and_changes_nothing(measured, open_page):
    page = ask(open_page("analytics", client="demo", analytics_platform="linkedin"), "what is the <weather>")
    assert address(page)["analytics_platform"] == "linkedin"
    assert "I did not understand: “<weather>”" in said(page.caption)
    assert "Understood:" not in said(page.caption)


def test_what_was_understood_is_not_said_of_other_filters(measured, open_page):
    page = ask(open_page("analytics", client="demo"), "best posts on LinkedIn")
    assert "Understood:" in said(page.caption)
    page.selectbox(key="analytics_platform_choice").set_value("instagram").run()
    assert "Understood:" not in said(page.caption)


def test_an_example_is_asked_with_a_click(measured, open_page):
    page = open_page("analytics", client="demo")
    page.button(key="analytics_example_1").click().run()
    assert not page.exception
    assert (address(page)["analytics_by"], page.text_input(key="analytics_question").value) == (
        "hour", "engagement by hour in 2026",
    )


def test_a_question_in_a_link_is_read_but_does_not_move_the_page(measured, open_page):
    page = open_page("analytics", client="demo", analytics_question="best posts on LinkedIn", analytics_platform="instagram")
    assert not page.exception
    assert address(page)["analytics_platform"] == "instagram"
    assert page.text_input(key="analytics_question").value == "best posts on LinkedIn"


@pytest.fixture
def views(open_page):
    """The page with its popover of views open."""

    def opened(**params):
        page = open_page("analytics", client="demo", **params)
        page.session_state["analytics_views"] = True
        return page.run()

    return opened


def test_the_present_view_is_saved_with_its_name(agency, owner, measured, views):
    page = views(analytics_platform="linkedin", analytics_question="on LinkedIn")
    page.text_input(key="analytics_view_name").set_value("Ours").run()
    page.button(key="analytics_view_save").click().run()
    assert not page.exception
    (saved,) = agency.views.list(owner, client_id="demo")
    assert (saved.name, saved.query) == ("Ours", {"analytics_platform": "linkedin"})


def test_a_name_that_is_taken_is_refused_with_the_reason(agency, owner, measured, views):
    agency.views.save(owner, client_id="demo", name="Ours", query={})
    page = views()
    page.text_input(key="analytics_view_name").set_value("ours").run()
    page.button(key="analytics_view_save").click().run()
    assert "There is a saved view called 'ours'." in said(page.error)


def test_a_view_is_renamed_and_deleted_after_a_question(agency, owner, measured, views):
    view = agency.views.save(owner, client_id="demo", name="Ours", query={})
    page = views()
    page.button(key=f"analytics_view_edit_{view.id}").click().run()
    page.text_input(key=f"analytics_view_name_{view.id}").set_value("Theirs").run()
    page.button(key=f"analytics_view_rename_{view.id}").click().run()
    assert agency.views.get(owner, view.id).name == "Theirs"
    page.button(key=f"analytics_view_delete_{view.id}").click().run()
    assert agency.views.get(owner, view.id).name == "Theirs"
    page.button(key=f"analytics_view_delete_{view.id}_yes").click().run()
    assert agency.views.list(owner, client_id="demo") == ()


def test_a_saved_view_is_opened_in_place_of_the_present_one(agency, owner, measured, views):
    query = {"analytics_by": "hour", "analytics_tab": "Explore"}
    view = agency.views.save(owner, client_id="demo", name="Hours", query=query)
    page = views(analytics_platform="linkedin")
    page.button(key=f"analytics_view_open_{view.id}").click().run()
    assert not page.exception
    assert (address(page), page.session_state["analytics_tab"]) == ({"analytics_by": "hour"}, "Explore")


def test_a_note_is_listed_under_the_trend_changed_and_deleted(agency, owner, measured, open_page, clock):
    note = agency.annotations.add(owner, client_id="demo", first=date(2026, 11, 20), label="Fair <b>")
    page = open_page("analytics", client="demo")
    assert not page.exception
    assert "Fri 20 Nov 2026 · :material/sticky_note_2: Note: Fair <b>" in said(page.markdown)
    page.button(key=f"analytics_note_edit_{note.id}").click().run()
    page.text_input(key=f"analytics_note_label_{note.id}").set_value("The fair").run()
    page.button(key=f"analytics_note_save_{note.id}").click().run()
    assert agency.annotations.get(owner, note.id).label == "The fair"
    page.button(key=f"analytics_note_delete_{note.id}").click().run()
    page.button(key=f"analytics_note_delete_{note.id}_yes").click().run()
    assert agency.annotations.between(owner, client_id="demo", first=date(2026, 11, 20), last=date(2026, 11, 20)) == ()


def test_a_note_is_added_from_the_page(agency, owner, measured, open_page):
    page = open_page("analytics", client="demo", analytics_tab="Explore")
    page.text_input(key="analytics_note_label_new").set_value("New shop").run()
    page.button(key="analytics_note_add").click().run()
    assert not page.exception
    found = agency.annotations.between(owner, client_id="demo", first=date(2026, 11, 23), last=date(2026, 11, 23))
    assert [each.label for each in found if each.kind is NoteKind.NOTE] == ["New shop"]


def test_notes_are_switched_off_in_the_address(agency, owner, measured, open_page):
    agency.annotations.add(owner, client_id="demo", first=date(2026, 11, 20), label="Fair")
    page = open_page("analytics", client="demo")
    page.toggle(key="analytics_notes_shown").set_value(False).run()
    assert address(page)["analytics_notes"] == "off"
    assert "Fair" not in said(page.markdown)


def test_marks_are_added_to_a_copy_of_a_figure():
    figure = {"data": [], "layout": {"margin": {"l": 8, "t": 16}, "shapes": [{"type": "line"}]}}
    first, last = date(2026, 11, 1), date(2026, 11, 3)
    marked = mark(figure, (Note(first, last, "A <i>", NoteKind.CAMPAIGN), Note(last, last, "B", NoteKind.NOTE)))
    assert figure["layout"] == {"margin": {"l": 8, "t": 16}, "shapes": [{"type": "line"}]}
    assert [(each["type"], each.get("x0"), each.get("x1")) for each in marked["layout"]["shapes"]] == [
        ("line", None, None), ("rect", first, last), ("line", last, last),
    ]
    assert [(each["text"], each["hovertext"]) for each in marked["layout"]["annotations"]] == [
        ("1", "Campaign: A &lt;i&gt;"), ("2", "Note: B"),
    ]
    assert marked["layout"]["margin"]["l"] == 8
    assert mark(figure, ()) is figure


@pytest.fixture
def draft(agency, owner, client):
    return agency.draft.create(owner, new=NewContent(
        ContentType.TEXT_POST, "The oven", "We have a new oven.", ("linkedin",), client_id="bread", topic="ovens",
    ))


def test_topic_and_campaign_are_chosen_in_the_studio(agency, owner, draft, open_page):
    other = agency.draft.duplicate(owner, draft.id)
    agency.draft.update(owner, other.id, changes=ContentChanges(campaign="Spring"))
    page = open_page("studio", client="bread", content=draft.id)
    topic = page.selectbox(key="studio_topic")
    assert (topic.value, topic.options) == ("ovens", ["bread", "ovens"])
    topic.set_value("bread").run()
    page.selectbox(key="studio_campaign").set_value("Spring").run()
    page.button(key="studio_save").click().run()
    assert not page.exception
    stored = agency.draft.get(owner, draft.id)
    assert (stored.topic, stored.campaign, stored.revision) == ("bread", "Spring", 2)


def test_topic_of_content_whose_words_are_locked_can_change(agency, owner, draft, open_page):
    agency.review.approve(owner, draft.id)
    agency.schedule.cancel(owner, draft.id)
    page = open_page("studio", client="bread", content=draft.id)
    assert [one.key for one in page.button if one.key == "studio_tag"] == []
    page.selectbox(key="studio_topic").set_value("bread").run()
    page.button(key="studio_tag").click().run()
    assert not page.exception
    stored = agency.draft.get(owner, draft.id)
    assert (stored.topic, stored.status) == ("bread", "cancelled")
    assert page.selectbox(key="studio_topic").value == "bread"


def test_review_shows_what_content_is_counted_under(agency, owner, draft, open_page):
    agency.review.submit(owner, draft.id)
    page = open_page("review", client="bread", review_content=draft.id)
    assert "Counted under topic ovens" in said(page.caption)
    assert agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items[0].topic == "ovens"
