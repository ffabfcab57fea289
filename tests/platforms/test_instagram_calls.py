"""Instagram's logins, the calls that are left, comments, and the choice of a reel's place."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import (
    Account,
    AppKeys,
    Failure,
    Media,
    Parent,
    Phase,
    PlatformError,
    PublishState,
    RateNote,
    Shaped,
    Verdict,
)
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
INSTAGRAM = CONNECTORS["instagram"]
IMAGE = Media("https://media.example/a.jpg", "/media/a.jpg", "image/jpeg", 1080, 1080, 400_000)
VIDEO = Media("https://media.example/a.mp4", "/media/a.mp4", "video/mp4", 1080, 1920, 4_000_000)
PARENT = Parent("9", root="5")
SENT = replace(PublishState(Phase.COMMIT_SENT), committed_at=NOW)


class Network:
    """Gives its answers in turn, the last for ever, and keeps what was asked."""

    def __init__(self, *bodies: object, headers: dict[str, str] | None = None) -> None:
        self.answers = [Answer(200, headers or {}, json.dumps(body).encode()) for body in bodies]
        self.asked: list[tuple[str, str]] = []
        self.calls: list = []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url))
        self.calls.append(call)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def live(http: Network, base: str = "https://graph.facebook.com", app: AppKeys | None = None) -> Context:
    account = Account("a", Platform.INSTAGRAM, base, "1", "secret", is_sandbox=False)
    return Context(account, http, MovableClock(NOW), app)


def test_facebook_login_is_lengthened_with_our_keys():
    http = Network({"access_token": "long", "expires_in": 5_184_000})
    tokens = INSTAGRAM.refresh(live(http, app=AppKeys("app", "hidden")))
    assert (tokens.access_token, tokens.expires_at) == ("long", NOW + timedelta(days=60))
    assert http.asked == [("GET", "https://graph.facebook.com/v26.0/oauth/access_token")]


def test_instagram_login_has_one_profile_and_a_facebook_login_those_of_its_pages():
    alone = Network({"user_id": "7", "username": "seven", "id": "app-scoped"})
    assert [(each.external_id, each.display_name) for each in INSTAGRAM.profiles(live(alone, "https://graph.instagram.com"))] == [
        ("7", "seven")
    ]
    linked = {"id": "70", "access_token": "t", "instagram_business_account": {"id": "7", "username": "seven"}}
    found = INSTAGRAM.profiles(live(Network({"data": [{"id": "80", "access_token": "no account"}, linked]})))
    assert [(each.external_id, each.access_token) for each in found] == [("7", "t")]


@pytest.mark.parametrize(
    ("headers", "notes"),
    [
        ({}, []),
        ({"x-app-usage": '{"call_count": 28, "total_time": 25, "total_cputime": 30}'}, [RateNote(100, 70, None)]),
        ({"x-app-usage": '{"call_count": 100}'}, [RateNote(100, 0, NOW + timedelta(hours=1))]),
        ({"x-app-usage": '{"call_count": 120}'}, [RateNote(100, 0, NOW + timedelta(hours=1))]),
        (
            {"x-business-use-case-usage": '{"1": [{"call_count": 90, "estimated_time_to_regain_access": 12}]}'},
            [RateNote(100, 0, NOW + timedelta(minutes=12))],
        ),
        (
            {"x-app-usage": '{"call_count": 10}', "x-business-use-case-usage": '{"1": [{"call_count": 60}], "2": []}'},
            [RateNote(100, 40, None)],
        ),
        ({"x-app-usage": "nonsense", "x-business-use-case-usage": '{"1": 5}'}, []),
        ({"x-app-usage": "[]"}, []),
        ({"x-app-usage": '{"call_count": "many"}'}, []),
    ],
)
def test_calls_that_are_left_are_heard(headers, notes):
    heard: list[RateNote] = []
    ctx = replace(live(Network({"id": "9"}, headers=headers)), heard=heard.append)
    INSTAGRAM.step(PublishState(), Shaped("image_post", "Hi", media=(IMAGE,)), ctx)
    assert heard == notes


@pytest.mark.parametrize(
    ("shaped", "found"),
    [
        (Shaped("text_post", "Thanks #a #b #c #d https://x.example", parent=PARENT), []),
        (Shaped("text_post", "  ", parent=PARENT), ["text_required"]),
        (Shaped("text_post", "a" * 301, parent=PARENT), ["text_limit"]),
        (Shaped("text_post", "#a #b #c #d #e", parent=PARENT), ["hashtags"]),
        (Shaped("text_post", "https://x.example http://y.example", parent=PARENT), ["comment_links"]),
        (Shaped("image_post", "x", media=(IMAGE,), parent=PARENT), ["comment_media"]),
    ],
)
def test_comments_have_rules_of_their_own(shaped, found):
    assert [issue.rule for issue in INSTAGRAM.validate(shaped, {})] == found


def test_comment_goes_below_the_first_post_and_needs_no_preparation():
    http, shaped = Network({"id": "c"}), Shaped("text_post", "Thanks", parent=PARENT)
    assert INSTAGRAM.step(PublishState(), shaped, live(http)).phase is Phase.ARMED
    assert INSTAGRAM.step(SENT, shaped, live(http)).external_id == "c"
    assert (http.asked, http.calls[0].data) == ([("POST", "https://graph.facebook.com/v26.0/5/comments")], {"message": "Thanks"})


def test_comment_without_a_name_is_unknown_and_one_without_a_post_is_never_sent():
    with pytest.raises(PlatformError) as caught:
        INSTAGRAM.step(SENT, Shaped("text_post", "Thanks", parent=PARENT), live(Network({})))
    assert caught.value.failure is Failure.UNKNOWN_OUTCOME
    http = Network({"id": "c"})
    with pytest.raises(PlatformError) as caught:
        INSTAGRAM.step(SENT, Shaped("text_post", "Thanks", parent=Parent("")), live(http))
    assert (caught.value.failure, http.asked) == (Failure.CONTENT_REJECTED, [])


@pytest.mark.parametrize(
    ("comments", "verdict"),
    [
        ([{"id": "c", "text": "Thanks", "timestamp": "2026-11-23T09:00:01+0000"}], Verdict.PUBLISHED),
        ([{"id": "c", "text": "Thanks", "timestamp": "2026-11-23T09:00:01+0000", "from": {"id": "1"}}], Verdict.PUBLISHED),
        ([{"id": "c", "text": "Thanks", "timestamp": "2026-11-23T09:00:01+0000", "from": {"id": "2"}}], Verdict.NOT_PUBLISHED),
        ([{"id": "c", "text": "Thanks", "timestamp": "2026-11-23T08:00:00+0000"}], Verdict.NOT_PUBLISHED),
        ([{"id": "c", "text": "Thank you", "timestamp": "2026-11-23T09:00:01+0000"}], Verdict.NOT_PUBLISHED),
        ([{"id": "c", "text": "Others", "timestamp": "2026-11-23T09:00:01+0000"}] * 50, Verdict.UNKNOWN),
        ([{"id": "c", "text": "Others", "timestamp": "2026-11-23T08:00:00+0000"}] * 50, Verdict.NOT_PUBLISHED),
        (None, Verdict.UNKNOWN),
    ],
)
def test_comment_is_found_again_by_words_time_and_author(comments, verdict):
    ctx = replace(live(Network({"data": comments})), clock=MovableClock(NOW + timedelta(minutes=1)))
    assert INSTAGRAM.reconcile(SENT, Shaped("text_post", "Thanks", parent=PARENT), ctx).verdict is verdict


def test_comment_that_is_not_there_yet_may_still_come():
    ctx = live(Network({"data": []}))
    assert INSTAGRAM.reconcile(SENT, Shaped("text_post", "Thanks", parent=PARENT), ctx).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("chosen", "sent"), [({}, "true"), ({"share_to_feed": "feed"}, "true"), ({"share_to_feed": "reels_only"}, "false")]
)
def test_reel_is_shown_in_the_feed_unless_chosen_otherwise(chosen, sent):
    http = Network({"id": "9"})
    INSTAGRAM.step(PublishState(), Shaped("reel", "x", media=(VIDEO,), options=chosen), live(http))
    assert http.calls[0].data["share_to_feed"] == sent
