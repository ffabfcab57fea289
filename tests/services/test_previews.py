"""How content comes out on the real connectors, told before it is sent; and which rules its parts break."""

import pytest

from agency_core.domain.client import Brief, ClientChanges
from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType, FollowUpText, MediaItem, NewContent
from agency_core.domain.platform import FollowUp, Platform
from agency_core.domain.preview import LinkPlace
from agency_core.platforms import CONNECTORS
from agency_core.store.queries import account as accounts

FACTS = {each.facts.key.value: each.facts for each in CONNECTORS.all()}


@pytest.fixture
def client(agency, owner):
    """The client of the installation, with a sandbox account everywhere."""
    return agency.clients.own(owner)


def new(*platforms, kind=ContentType.TEXT_POST, **values):
    usual = {"title": "The oven", "content_body": "We have a new oven, and it is warm."}
    return NewContent(content_type=kind, target_platforms=platforms, **{**usual, **values})


def rules(agency, owner, content, field=""):
    found = agency.draft.check_new(owner, new=content)
    return [(each.platform, each.rule, each.blocking) for each in found if field in {"", each.field}]


def limited(agency, client, platform, **limits):
    """Give the client's account on a platform limits of its own."""
    with agency.db.transaction() as session:
        row = next(each for each in accounts.of_client(session, client.id) if each.platform == platform)
        row.limits = limits


@pytest.mark.parametrize("kind", list(ContentType))
def test_what_a_preview_says_of_a_kind_is_what_the_rules_say(agency, owner, client, kind):
    content = new(*Platform, kind=kind)
    refused = {name for name, rule, _ in rules(agency, owner, content) if rule == "content_type"}
    previews = agency.draft.preview_new(owner, new=content)
    assert {each.platform for each in previews if not each.kind} == refused
    drawn = {name for name, rule, _ in rules(agency, owner, content) if rule == "title_card"}
    assert {each.platform for each in previews if each.drawn} == drawn


def test_platform_of_videos_refuses_a_text_and_names_what_it_takes(agency, owner, client):
    (found,) = [each for each in agency.draft.check_new(owner, new=new("youtube")) if each.blocking]
    assert (found.rule, found.message, found.remedy) == (
        "content_type", "YouTube has no text post.", "Use one of: reel, video post.",
    )


def test_length_counts_the_link_where_it_joins_the_words(agency, owner, client):
    (x,) = agency.draft.preview_new(owner, new=new("x", content_body="Read this", link="https://example.com/very/long/address"))
    assert (x.link, x.words.text, x.words.length) == (
        LinkPlace.TEXT, "Read this\n\nhttps://example.com/very/long/address", len("Read this\n\n") + 23,
    )


def test_limits_of_the_account_itself_count(agency, owner, client):
    limited(agency, client, "mastodon", max_characters=1000)
    content = new("mastodon", content_body="a" * 900)
    (preview,) = agency.draft.preview_new(owner, new=content)
    assert (preview.words.limit, preview.words.over) == (1000, 0)
    assert rules(agency, owner, content, "text") == []
    limited(agency, client, "mastodon", max_characters=600)
    assert rules(agency, owner, content, "text") == [("mastodon", "text_limit", True)]


@pytest.mark.parametrize("platform", list(Platform))
def test_what_follows_is_measured_where_it_is_sent_and_nowhere_else(agency, owner, client, platform):
    content = new(platform.value, follow_ups=(FollowUpText("More of it."), FollowUpText("Not here.", ("unknown",))))
    (preview,) = agency.draft.preview_new(owner, new=content)
    can = FACTS[platform].capabilities
    assert preview.follows is can.follow_up
    expected = [] if can.follow_up is FollowUp.NONE else ["More of it."]
    assert [each.text for each in preview.parts] == expected
    assert all(each.limit == (can.comment_limit or can.text_limit) for each in preview.parts)


def test_every_follow_up_is_checked_on_each_platform_that_gets_it(agency, owner, client):
    content = new(
        "x", "instagram", "tiktok", follow_ups=(FollowUpText("Short."), FollowUpText("a" * 290), FollowUpText("b" * 290, ("x",))),
    )
    assert rules(agency, owner, content, "follow_ups") == [("x", "text_limit", True), ("x", "text_limit", True)]
    content = new("x", "instagram", follow_ups=(FollowUpText("a" * 301),))
    assert rules(agency, owner, content, "follow_ups") == [("x", "text_limit", True), ("instagram", "text_limit", True)]


def test_media_with_a_kind_that_shows_none_are_refused_by_name(agency, owner, client):
    content = new("x", media=(MediaItem("https://example.com/a.jpg"),))
    assert ("x", "media_unused", True) in rules(agency, owner, content)
    shown = new("x", kind=ContentType.IMAGE_POST, media=(MediaItem("https://example.com/a.jpg"),))
    assert [rule for _, rule, _ in rules(agency, owner, shown, "media")] == []


@pytest.mark.parametrize("platform", list(Platform))
def test_link_that_nobody_would_see_is_said_once(agency, owner, client, platform):
    for kind in ContentType:
        content = new(platform.value, kind=kind, link="https://example.com/bread")
        (preview,) = agency.draft.preview_new(owner, new=content)
        said = [each for each in rules(agency, owner, content) if each[1] == "link_hidden"]
        hidden = bool(preview.kind) and preview.link is LinkPlace.NONE
        assert said == ([(platform.value, "link_hidden", False)] if hidden else []), CONTENT_TYPE_LABELS[kind]


def test_options_of_a_preview_are_those_that_hold(agency, owner, client):
    content = new("youtube", "mastodon", options={"mastodon": {"visibility": "unlisted"}})
    youtube, mastodon = agency.draft.preview_new(owner, new=content)
    assert youtube.options == {"privacy": "public", "made_for_kids": "no"}
    assert mastodon.options == {"visibility": "unlisted"}


def test_word_that_the_brief_bans_is_found_in_what_follows(agency, owner, client):
    agency.clients.update(owner, client.id, changes=ClientChanges(brief=Brief(banned_words=("cheap",))))
    content = new("x", follow_ups=(FollowUpText("It is cheap."),))
    assert rules(agency, owner, content, "follow_ups") == [("x", "banned_word", True)]
