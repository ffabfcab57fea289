"""Reading content requests."""

from datetime import UTC, datetime

import pytest

from agency_core.agents import Facts
from agency_core.agents.base import Lesson
from agency_core.agents.request import Desk, read_request
from agency_core.domain.content import ContentType, MediaItem
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def read(payload, facts=None, seed=0, **values):
    """The request in a payload, for an agent of LinkedIn and Instagram."""
    usual = {
        "platforms": ("linkedin", "instagram"), "content_types": ("article", "text_post", "video_post"),
        "topics": ("tea", "cake"), "reachable": frozenset({"linkedin", "instagram"}), "has_link": True, "now": NOW,
    }
    return read_request(payload, Desk(**{**usual, **values}), seed, facts)


def test_full_request_is_read_as_it_stands():
    request = read({
        "topic": " a  new menu ", "platforms": ["twitter", "linkedin"], "content_type": "text_post", "campaign": "Spring",
        "scheduled_time": "2026-11-24T10:00:00+01:00", "key_points": ["One", "Two"], "call_to_action": "Come by.",
        "link": "https://example.org", "media": [{"url": "https://example.org/a.jpg", "alt_text": "A cup"}],
    })
    assert request.topic == "a new menu"
    assert request.platforms == (Platform.X, Platform.LINKEDIN)
    assert request.content_type is ContentType.TEXT_POST
    assert request.at == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert (request.campaign, request.points, request.call_to_action) == ("Spring", ("One", "Two"), "Come by.")
    assert (request.link, request.media) == ("https://example.org", (MediaItem("https://example.org/a.jpg", "A cup"),))
    assert request.changed == ()


def test_empty_request_falls_back_on_the_desk():
    request = read({}, seed=3)
    assert (request.topic, request.platforms, request.at) == ("cake", (Platform.LINKEDIN, Platform.INSTAGRAM), None)


def test_platforms_that_cannot_be_reached_are_left_out_unless_none_can():
    assert read({}, reachable=frozenset({"instagram"})).platforms == (Platform.INSTAGRAM,)
    assert read({}, reachable=frozenset()).platforms == (Platform.LINKEDIN, Platform.INSTAGRAM)


def test_own_platforms_that_cannot_show_the_type_are_left_out():
    own = {"platforms": ("linkedin", "youtube", "tiktok"), "reachable": frozenset({"linkedin", "youtube", "tiktok"})}
    assert read({"content_type": "text_post"}, **own).platforms == (Platform.LINKEDIN, Platform.TIKTOK)
    assert read({"content_type": "video_post"}, **own).platforms == (Platform.LINKEDIN, Platform.TIKTOK)
    asked = {"content_type": "text_post", "platforms": ["linkedin", "youtube"]}
    assert read(asked, **own).platforms == (Platform.LINKEDIN, Platform.YOUTUBE)


def test_type_is_taken_in_turn_from_the_agent_and_needs_no_filming():
    assert [read({}, seed=seed).content_type for seed in range(3)] == ["article", "text_post", "article"]


def test_type_that_was_learned_to_do_better_wins():
    facts = Facts(lessons=(Lesson("content_type", "text_post", "linkedin", ""),))
    assert [read({}, facts, seed=seed).content_type for seed in range(3)] == ["text_post"] * 3


def test_agent_with_videos_only_writes_for_a_video_where_there_is_one():
    own, media = ("reel", "video_post"), [{"url": "/api/media/a.mp4"}]
    assert read({"platform": "tiktok", "media": media}, content_types=own).content_type is ContentType.VIDEO_POST
    assert read({"platform": "tiktok", "media": media}, content_types=("reel",)).content_type is ContentType.REEL
    assert read({"platform": "tiktok"}, content_types=own).content_type is ContentType.IMAGE_POST


def test_own_platforms_that_take_only_videos_are_left_out_without_one():
    own = {"platforms": ("youtube", "linkedin"), "reachable": frozenset({"linkedin", "youtube"})}
    assert read({}, **own).platforms == (Platform.LINKEDIN,)
    assert Platform.YOUTUBE in read({"media": ["/api/media/a.mp4"]}, **own, content_types=("video_post",)).platforms


def test_article_without_a_link_becomes_a_text_post_and_says_so():
    request = read({"content_type": "article", "platform": "linkedin"}, has_link=False)
    assert request.content_type is ContentType.TEXT_POST
    assert request.changed == (
        "Asked for as article; LinkedIn gets it as text post, since an article leads somewhere and there is no link.",
    )


def test_type_that_the_network_lacks_becomes_its_nearest_relative():
    assert read({"content_type": "text_post", "platform": "instagram"}).content_type is ContentType.IMAGE_POST
    assert read({"content_type": "reel", "platform": "linkedin"}).content_type is ContentType.VIDEO_POST


def test_time_that_has_passed_is_dropped_and_said():
    request = read({"at": "2026-11-23T08:59:00Z"})
    assert request.at is None
    assert request.changed == ("The requested time, 2026-11-23 08:59 UTC, has passed: choose a new one.",)


@pytest.mark.parametrize(("payload", "field"), [
    ({"topic": 7}, "payload.topic"),
    ({"topic": "x" * 301}, "payload.topic"),
    ({"platform": "myspace"}, "payload.platform"),
    ({"platforms": {"a": 1}}, "payload.platforms"),
    ({"content_type": "poem"}, "payload.content_type"),
    ({"at": "2026-11-24T09:00:00"}, "payload.at"),
    ({"scheduled_time": "tomorrow"}, "payload.scheduled_time"),
    ({"link": "example.org"}, "payload.link"),
    ({"key_points": [1, 2]}, "payload.key_points"),
    ({"key_points": ["x"] * 7}, "payload.key_points"),
    ({"media": [{"alt_text": "no address"}]}, "payload.media"),
    ({"media": "https://example.org/a.jpg"}, "payload.media"),
])
def test_field_that_cannot_be_read_is_named(payload, field):
    with pytest.raises(Invalid) as caught:
        read(payload)
    assert caught.value.field == field


def test_no_topic_anywhere_says_where_to_add_one():
    with pytest.raises(Invalid) as caught:
        read({}, topics=())
    assert caught.value.remedy == "Send a topic, or add topics to the client's brief."
