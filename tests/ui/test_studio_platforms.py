"""The Studio and nine platforms: cards, choices, what follows, kinds."""

import pytest

from agency_core.domain.content import ContentFilter, ContentType, FollowUpText, NewContent
from agency_core.domain.platform import LABELS
from agency_core.ui.studio.per_platform import choice_words
from agency_core.ui.studio.said import said
from tests.ui.test_studio import shown, write


def test_each_platform_has_a_card_with_its_account_and_its_choices(agency, owner, client, open_page):
    names = {each.platform: each.display_name for each in agency.accounts.list(owner, client_id="bread")}
    page = open_page("studio", client="bread")
    every = [each.key.value for each in agency.accounts.connectors()]
    write(page, platforms=every)
    assert not page.exception
    cards = shown(page.markdown)
    for facts in agency.accounts.connectors():
        assert f"**{LABELS[facts.key]}** :gray[as {names[facts.key]}]" in cards
        for option in facts.capabilities.options:
            key = f"studio_option_{facts.key.value}_{option.name}"
            assert page.selectbox(key=key).value == ""
            assert page.selectbox(key=key).options[0] == f"{choice_words(option.default)} (usual)"


def test_choices_and_what_follows_and_priority_are_kept_with_the_draft(agency, owner, client, open_page):
    page = open_page("studio", client="bread")
    write(page, platforms=["x", "linkedin", "tiktok"])
    page.selectbox(key="studio_option_x_reply_settings").set_value("mentionedUsers").run()
    page.button(key="studio_follow_add").click().run()
    page.text_area(key="studio_follow_text_1").set_value("More of it.").run()
    page.selectbox(key="studio_priority").set_value(1).run()
    page.button(key="studio_save").click().run()
    assert not page.exception
    (stored,) = agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items
    assert (stored.options, stored.follow_ups, stored.priority) == (
        {"x": {"reply_settings": "mentionedUsers"}}, (FollowUpText("More of it."),), 1,
    )
    again = open_page("studio", client="bread", content=stored.id)
    assert again.selectbox(key="studio_option_x_reply_settings").value == "mentionedUsers"
    assert again.text_area(key="studio_follow_text_0").value == "More of it."
    assert "Not saved yet" not in shown(again.markdown)


def test_what_follows_says_what_it_becomes_on_each_platform(client, open_page):
    page = open_page("studio", client="bread")
    write(page, platforms=["x", "linkedin", "tiktok"])
    for row, text in ((1, "More of it."), (2, "And the end.")):
        page.button(key="studio_follow_add").click().run()
        page.text_area(key=f"studio_follow_text_{row}").set_value(text).run()
    said_there = shown(page.caption)
    assert "Post 2 of the thread on X.\nFirst comment on LinkedIn.\nNot sent on TikTok.\n:gray[X 11 of 280" in said_there
    assert "Post 3 of the thread on X.\nComment 2 on LinkedIn.\nNot sent on TikTok.\n:gray[X 12 of 280" in said_there
    page.pills(key="studio_follow_on_1").set_value(["linkedin"]).run()
    said_there = shown(page.caption)
    assert "Not sent on X, TikTok.\nFirst comment on LinkedIn.\n:gray[LinkedIn 11 of 1\u202f250" in said_there
    assert "Post 2 of the thread on X.\nComment 2 on LinkedIn.\nNot sent on TikTok." in said_there


def test_what_follows_and_is_too_long_says_where(client, open_page):
    page = open_page("studio", client="bread")
    write(page, platforms=["x", "instagram", "linkedin"])
    page.button(key="studio_follow_add").click().run()
    page.text_area(key="studio_follow_text_1").set_value("a" * 290).run()
    said_there = shown(page.caption)
    assert ":red[:material/error: X 290 of 280" in said_there
    assert ":orange[:material/warning: Instagram 290 of 300 characters, 10 left]" in said_there
    assert ":red[:material/error: **X · What follows**]" in shown(page.markdown)


def test_what_follows_is_moved_and_removed(agency, owner, client, open_page):
    new = NewContent(
        content_type=ContentType.TEXT_POST, title="T", content_body="The first.", target_platforms=("x",), client_id="bread",
        follow_ups=(FollowUpText("One."), FollowUpText("Two."), FollowUpText("Three.")),
    )
    content = agency.draft.create(owner, new=new)
    page = open_page("studio", client="bread", content=content.id)
    page.button(key="studio_follow_up_2").click().run()
    page.button(key="studio_follow_remove_0").click().run()
    page.button(key="studio_save").click().run()
    assert [each.text for each in agency.draft.get(owner, content.id).follow_ups] == ["Three.", "Two."]


def test_kinds_that_no_chosen_platform_carries_are_left_out_and_the_others_say_where_not(client, open_page):
    page = open_page("studio", client="bread")
    assert len(page.selectbox(key="studio_type").options) == len(ContentType)
    write(page, platforms=["youtube", "x"])
    assert page.selectbox(key="studio_type").options == [
        "Text post · not on YouTube", "Image post · not on YouTube", "Video post", "Article · not on YouTube", "Reel · not on X",
    ]
    assert "YouTube does not carry this as it is] and gets nothing. It takes: reel, video post." in shown(page.caption)
    assert ":red[:material/error: **YouTube · Kind**] YouTube has no text post." in shown(page.markdown)


def test_a_text_where_a_picture_is_needed_says_that_one_is_drawn(client, open_page):
    page = open_page("studio", client="bread")
    write(page, platforms=["instagram"])
    assert "Instagram: nothing is published without a picture, so one with the title is drawn." in shown(page.caption)


@pytest.mark.parametrize(("text", "expected"), [
    ("See #bread, @ann.", "See :blue[\\#bread]\\, :blue[\\@ann]\\."),
    ("a\nb\n\nc", "a  \nb\n\nc"),
    ("https://a.example/x.", ":blue[https\\:\u2060\\/\\/a\\.example\\/x]\\."),
    ("<b>#</b> me@here.example", "\\<b\\>\\#\\<\\/b\\> me\u2060\\@here\\.example"),
])
def test_tags_names_and_addresses_are_coloured_and_nothing_else_is_a_format(text, expected):
    assert said(text) == expected
