"""Refusals of a server by status alone, its headers, its limits, and what may be relied on."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, Failure, Media, Phase, PlatformError, PublishState, RateNote, Shaped, Verdict
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.mastodon import registered
from agency_core.platforms.mastodon.errors import classified, rate_note
from agency_core.platforms.mastodon.limits import keeps_keys

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MASTODON = CONNECTORS["mastodon"]
F = Failure


class Told:
    """A network that gives one answer to everything, or one each, and keeps what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.calls = list(answers), []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.calls.append((method, url, call))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def context(http, **limits) -> Context:
    account = Account("a", Platform.MASTODON, "https://a.example/", "1", "secret", is_sandbox=False, limits=limits)
    return Context(account, http, MovableClock(NOW))


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, F.CONTENT_REJECTED), (401, F.AUTH_REVOKED), (403, F.PERMISSION_DENIED), (404, F.NOT_FOUND), (408, F.TRANSIENT),
        (409, F.TRANSIENT), (410, F.NOT_FOUND), (422, F.CONTENT_REJECTED), (425, F.TRANSIENT), (429, F.RATE_LIMITED),
        (500, F.TRANSIENT), (503, F.TRANSIENT), (301, F.TRANSIENT),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["Too long", "長すぎます", "Zu lang"])
def test_refusal_is_classified_by_its_status_whatever_it_says(status, failure, text):
    error = classified(Answer(status, {}, json.dumps({"error": text}).encode()), NOW)
    assert (error.failure, error.message, error.http_status, error.network_code) == (failure, text, status, str(status))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": 5}', b"{}"])
def test_refusal_without_words_is_told_by_its_status(body):
    assert classified(Answer(503, {}, body), NOW).message == "The server answered 503."


@pytest.mark.parametrize(
    ("headers", "at"),
    [
        ({"x-ratelimit-reset": "2026-11-23T09:30:00.717571Z"}, NOW.replace(minute=30, microsecond=717571)),
        ({"x-ratelimit-reset": "2026-11-23T08:00:00Z"}, NOW),
        ({"x-ratelimit-reset": "2027-11-23T08:00:00Z"}, NOW + timedelta(days=1)),
        ({"x-ratelimit-reset": "soon", "retry-after": "60"}, NOW + timedelta(minutes=1)),
        ({"x-ratelimit-reset": "0001-01-01T00:00:00+23:00"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_server_that_is_asked_too_often_says_until_when(headers, at):
    assert classified(Answer(429, headers, b"{}"), NOW).retry_at == at


def test_rate_note_is_what_the_headers_say():
    told = {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-23T12:00:00.5Z"}
    assert rate_note(Answer(200, told, b"")) == RateNote(300, 0, NOW.replace(hour=12, microsecond=500_000))
    assert rate_note(Answer(200, {"x-ratelimit-limit": "many"}, b"")) == RateNote()


@pytest.mark.parametrize(
    ("software", "version", "keeps"),
    [
        ("mastodon", "4.7.3", True), ("mastodon", "4.4.0+glitch", True), ("mastodon", "3.0.0", True),
        ("mastodon", "2.9.2", False),
        ("gotosocial", "0.20.1+git", False), ("pleroma", "2.7.0", False), ("", "4.0.0", False), ("mastodon", "", False),
        (None, None, False),
    ],
)  # fmt: skip
def test_keys_are_relied_on_only_where_the_server_keeps_them(software, version, keeps):
    assert keeps_keys({"software": {"name": software, "version": version}}) is keeps


@pytest.mark.parametrize(("limits", "sent"), [({}, True), ({"idempotency": True}, True), ({"idempotency": False}, False)])
def test_key_is_saved_before_the_call_and_sent_with_it(limits, sent):
    http = Told(Answer(200, {}, b'{"id": "5", "url": "https://a.example/@b/5"}'))
    shaped, ctx = Shaped("text_post", "Hi", key="d1"), context(http, **limits)
    armed = MASTODON.step(PublishState(), shaped, ctx)
    assert (armed.phase, armed.handles, http.calls) == (Phase.ARMED, {"idempotency_key": "d1"} if sent else {}, [])
    MASTODON.step(armed.at(Phase.COMMIT_SENT), shaped, ctx)
    method, url, call = http.calls[0]
    assert (method, url) == ("POST", "https://a.example/api/v1/statuses")
    assert call.headers.get("Idempotency-Key") == ("d1" if sent else None)
    assert call.json == {"status": "Hi", "visibility": "public"}


def test_key_made_up_for_want_of_one_stays_the_same():
    armed = MASTODON.step(PublishState(), Shaped("text_post", "Hi"), context(Told(Answer(500, {}, b""))))
    again = MASTODON.step(armed.at(Phase.MEDIA_UPLOADING), Shaped("text_post", "Hi"), context(Told(Answer(500, {}, b""))))
    assert again.handles == armed.handles


def rules(shaped, limits) -> list[str]:
    return [issue.rule for issue in MASTODON.validate(shaped, limits)]


IMAGE = Media("https://media.example/a.jpg", "/media/a.jpg", "image/jpeg", 1080, 1080, 400_000)
VIDEO = Media("https://media.example/a.mp4", "/media/a.mp4", "video/mp4", 0, 0, 4_000_000)


@pytest.mark.parametrize(
    ("shaped", "limits", "found"),
    [
        (Shaped("text_post", "a" * 500), {}, []),
        (Shaped("text_post", "a" * 501), {}, ["text_limit"]),
        (Shaped("text_post", "a" * 501), {"max_characters": 1000}, []),
        (Shaped("text_post", "a" * 101), {"max_characters": 100}, ["text_limit"]),
        (Shaped("text_post", "a" * 501), {"max_characters": "many"}, ["text_limit"]),
        (Shaped("text_post", " "), {}, ["text_required"]),
        (Shaped("image_post", "", media=(IMAGE,) * 4), {}, []),
        (Shaped("image_post", "", media=(IMAGE,) * 5), {}, ["media_max"]),
        (Shaped("image_post", "", media=(IMAGE,) * 5), {"max_media_attachments": 16}, []),
        (Shaped("image_post", "", media=(VIDEO,)), {}, ["media_sort"]),
        (Shaped("video_post", "", media=(VIDEO,)), {}, []),
        (Shaped("video_post", "", media=(VIDEO, VIDEO)), {}, ["media_max"]),
        (Shaped("video_post", "", media=(VIDEO,)), {"video_size_limit": 1_000_000}, ["video_bytes"]),
        (Shaped("image_post", "", media=(IMAGE,)), {"image_size_limit": 300_000}, ["image_bytes"]),
        (Shaped("image_post", "", media=(IMAGE,)), {"mime_types": ["image/png"]}, ["image_type"]),
        (Shaped("image_post", "", media=(Media("u", "/a", alt_text="a" * 1501),)), {}, ["alt_text_limit"]),
        (Shaped("image_post", "", media=(Media("u", "/a", alt_text="a" * 1501),)), {"description_limit": 10_000}, []),
        (Shaped("text_post", "a", options={"visibility": "direct"}), {}, ["visibility"]),
        (Shaped("story", "a", media=(IMAGE,)), {}, ["content_type"]),
    ],
)  # fmt: skip
def test_rules_are_those_of_the_accounts_own_server(shaped, limits, found):
    assert rules(shaped, limits) == found


def test_missing_file_is_a_fault_of_the_medium():
    with pytest.raises(PlatformError) as caught:
        MASTODON.step(PublishState(), Shaped("image_post", "x", media=(IMAGE,)), context(Told(Answer(500, {}, b""))))
    assert caught.value.failure is F.MEDIA_REJECTED


def test_full_page_of_later_posts_leaves_it_unknown():
    posts = [{"id": str(place), "content": "<p>x</p>", "created_at": "2026-11-23T09:30:00.000Z"} for place in range(40)]
    sent = PublishState.from_json({**PublishState(Phase.COMMIT_SENT).to_json(), "committed_at": NOW.isoformat()})
    ctx = context(Told(Answer(200, {}, json.dumps(posts).encode())))
    ctx.clock.move(timedelta(hours=1))
    assert MASTODON.reconcile(sent, Shaped("text_post", "y"), ctx).verdict is Verdict.UNKNOWN
    ctx = context(Told(Answer(200, {}, json.dumps(posts[:39]).encode())))
    ctx.clock.move(timedelta(hours=1))
    assert MASTODON.reconcile(sent, Shaped("text_post", "y"), ctx).verdict is Verdict.NOT_PUBLISHED


def test_server_without_a_description_of_itself_keeps_the_usual_limits():
    who = Answer(200, {}, b'{"id": "1", "username": "ann"}')
    missing = Answer(404, {}, b"{}")
    found = MASTODON.profiles(context(Told(who, missing, missing)))
    assert [(one.external_id, one.display_name, one.limits) for one in found] == [("1", "@ann@a.example", {"idempotency": False})]
    with pytest.raises(PlatformError):
        MASTODON.profiles(context(Told(who, Answer(503, {}, b""))))


@pytest.mark.parametrize(("status", "failure"), [(422, F.CONTENT_REJECTED), (200, F.TRANSIENT)])
def test_registration_that_brings_no_keys_says_so(status, failure):
    with pytest.raises(PlatformError) as caught:
        registered(Told(Answer(status, {}, b"{}")), MovableClock(NOW), "https://a.example", "https://b.example")
    assert caught.value.failure is failure


def test_registration_names_us_our_address_and_the_least_scopes():
    http = Told(Answer(200, {}, b'{"client_id": "i", "client_secret": "s"}'))
    registered(http, MovableClock(NOW), "https://a.example/", "https://b.example/back")
    method, url, call = http.calls[0]
    assert (method, url) == ("POST", "https://a.example/api/v1/apps")
    assert call.data == {
        "client_name": "Agency desk", "redirect_uris": "https://b.example/back",
        "scopes": "read:accounts read:statuses write:statuses write:media",
    }  # fmt: skip
