"""Facebook's refusals, rules for drafts, addresses and answers that are not what they should be."""

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
    Shaped,
    Verdict,
)
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.facebook.calls import may_see_token
from agency_core.platforms.facebook.errors import REFUSALS
from agency_core.platforms.graph.errors import classified

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
F = Failure
FACEBOOK = CONNECTORS["facebook"]
IMAGE = Media("https://media.example/a.jpg", "/media/a.jpg", "image/jpeg", 1080, 1080, 400_000)
VIDEO = Media("https://media.example/a.mp4", "/media/a.mp4", "video/mp4", 1080, 1920, 4_000_000, seconds=30)
PARENT = Parent("1_2")
SENT = replace(PublishState(Phase.COMMIT_SENT, {"video": "5", "session": "6"}), committed_at=NOW)


class Network:
    """Gives its answers in turn, the last for ever, and keeps what was asked."""

    def __init__(self, *bodies: object, status: int = 200) -> None:
        self.answers = [body if isinstance(body, Answer) else Answer(status, {}, json.dumps(body).encode()) for body in bodies]
        self.asked: list[tuple[str, str]] = []
        self.calls: list = []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url))
        self.calls.append(call)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def live(http: Network, app: AppKeys | None = None) -> Context:
    account = Account("a", Platform.FACEBOOK, "https://graph.facebook.com", "1", "secret", is_sandbox=False)
    return Context(account, http, MovableClock(NOW), app)


def refusal(code: int, subcode: int = 0, status: int = 400, **more: object) -> Answer:
    error = {"message": "Etwas ging schief", "code": code, "error_subcode": subcode, **more}
    return Answer(status, {}, json.dumps({"error": error}).encode())


def failure_of(attempt) -> Failure:
    with pytest.raises(PlatformError) as caught:
        attempt()
    return caught.value.failure


@pytest.mark.parametrize(
    ("code", "subcode", "failure"),
    [
        (506, 0, F.DUPLICATE_CONTENT), (506, 1455006, F.DUPLICATE_CONTENT), (1366051, 0, F.DUPLICATE_CONTENT),
        (1, 1366051, F.DUPLICATE_CONTENT), (368, 0, F.ACCOUNT_RESTRICTED), (368, 1390008, F.ACCOUNT_RESTRICTED),
        (200, 1404078, F.PERMISSION_DENIED), (1404078, 0, F.PERMISSION_DENIED), (1609005, 0, F.CONTENT_REJECTED),
        (200, 0, F.PERMISSION_DENIED), (10, 0, F.PERMISSION_DENIED), (6000, 1363041, F.MEDIA_EXPIRED),
        (6000, 1363030, F.TRANSIENT), (389, 1363019, F.TRANSIENT), (6000, 1363033, F.TRANSIENT), (6001, 1363037, F.TRANSIENT),
        (6000, 1363024, F.MEDIA_REJECTED), (324, 2069019, F.MEDIA_REJECTED), (1, 1366046, F.MEDIA_REJECTED),
        (190, 463, F.AUTH_EXPIRED), (190, 460, F.AUTH_REVOKED), (80001, 0, F.RATE_LIMITED), (32, 0, F.RATE_LIMITED),
        (100, 33, F.NOT_FOUND), (100, 0, F.CONTENT_REJECTED), (1, 0, F.TRANSIENT), (2, 0, F.TRANSIENT),
        (2635, 0, F.CONTRACT_SUNSET),
    ],
)  # fmt: skip
def test_refusal_is_classified_by_code_and_subcode(code, subcode, failure):
    error = classified(refusal(code, subcode), NOW, REFUSALS)
    assert (error.failure, error.network_code) == (failure, f"{code}/{subcode}" if subcode else str(code))


@pytest.mark.parametrize(
    ("shaped", "found"),
    [
        (Shaped("text_post", "Hello"), []),
        (Shaped("text_post", "", link="https://example.com"), []),
        (Shaped("text_post", " "), ["text_required"]),
        (Shaped("text_post", "a" * 63_207), ["text_limit"]),
        (Shaped("text_post", "x", link="javascript:alert(1)"), ["link"]),
        (Shaped("article", "Read", link="https://example.com"), []),
        (Shaped("article", "Read"), ["article_link"]),
        (Shaped("image_post", "", media=(IMAGE,) * 10), []),
        (Shaped("image_post", "x", media=(IMAGE,) * 11), ["media_max"]),
        (Shaped("image_post", "x", media=(VIDEO,)), ["media_sort"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, bytes=10_000_001),)), ["image_bytes"]),
        (Shaped("video_post", "x", media=(VIDEO,)), []),
        (Shaped("video_post", "x", media=(replace(VIDEO, seconds=14_401),)), ["video_seconds"]),
        (Shaped("video_post", "x", "t" * 255, media=(VIDEO,)), ["title_limit"]),
        (Shaped("reel", "x", media=(VIDEO,)), []),
        (Shaped("reel", "x", media=(replace(VIDEO, seconds=2.9),)), ["reel_seconds"]),
        (Shaped("reel", "x", media=(replace(VIDEO, seconds=90.1),)), ["reel_seconds"]),
        (Shaped("reel", "x", media=(replace(VIDEO, width=539, height=958),)), ["reel_size"]),
        (Shaped("reel", "x", media=(replace(VIDEO, width=1080, height=1350),)), ["reel_aspect"]),
        (Shaped("reel", "x", media=(replace(VIDEO, bytes=300_000_001),)), ["reel_bytes"]),
        (Shaped("story", "x", media=(IMAGE,)), ["content_type"]),
        (Shaped("text_post", "A comment", parent=PARENT), []),
        (Shaped("text_post", "", parent=PARENT), ["text_required"]),
        (Shaped("text_post", "a" * 8001, parent=PARENT), ["text_limit"]),
        (Shaped("image_post", "x", media=(IMAGE,), parent=PARENT), ["comment_media"]),
    ],
)
def test_drafts(shaped, found):
    assert [issue.rule for issue in FACEBOOK.validate(shaped, {})] == found


def test_video_goes_to_its_own_host_and_a_wrong_offset_is_put_right(tmp_path):
    file = tmp_path / "a.mp4"
    file.write_bytes(b"0123456789")
    shaped = Shaped("video_post", "Watch", media=(Media("u", str(file), "video/mp4"),))
    offset = {"code": 6001, "error_subcode": 1363037, "error_data": {"start_offset": "4", "end_offset": "10"}}
    begun = {"video_id": "5", "upload_session_id": "6", "start_offset": "0", "end_offset": "8"}
    wrong = Answer(400, {}, json.dumps({"error": offset}).encode())
    http = Network(begun, wrong, {"start_offset": "10", "end_offset": "10"})
    ctx, state = live(http), PublishState()
    for _ in range(3):
        state = FACEBOOK.step(state, shaped, ctx)
    assert FACEBOOK.step(state, shaped, ctx).phase is Phase.ARMED
    assert http.asked == [("POST", "https://graph-video.facebook.com/v26.0/1/videos")] * 3
    assert [call.files["video_file_chunk"][1] for call in http.calls[1:]] == [b"01234567", b"456789"]


@pytest.mark.parametrize(
    "wanted", [{}, {"start_offset": "x", "end_offset": "1"}, {"start_offset": "0", "end_offset": str(10**9)}]
)
def test_piece_that_makes_no_sense_is_asked_for_again(tmp_path, wanted):
    file = tmp_path / "a.mp4"
    file.write_bytes(b"0123")
    shaped = Shaped("video_post", "Watch", media=(Media("u", str(file), "video/mp4"),))
    http = Network({"video_id": "5", "upload_session_id": "6", **wanted})
    assert failure_of(lambda: FACEBOOK.step(PublishState(), shaped, live(http))) is F.TRANSIENT


@pytest.mark.parametrize(("kind", "body"), [("video_post", {"success": False}), ("video_post", {}), ("reel", {"success": True})])
def test_finish_that_does_not_say_what_happened_is_unknown(kind, body):
    shaped = Shaped(kind, "Watch", media=(VIDEO,))
    assert failure_of(lambda: FACEBOOK.step(SENT, shaped, live(Network(body)))) is F.UNKNOWN_OUTCOME


def test_published_video_is_known_by_its_post_and_by_itself_where_the_post_is_not_told():
    shaped = Shaped("video_post", "Watch", media=(VIDEO,))
    told = FACEBOOK.step(SENT, shaped, live(Network({"success": True}, {"post_id": "9", "permalink_url": "/1/videos/5/"})))
    assert (told.external_id, told.url) == ("1_9", "https://www.facebook.com/1/videos/5/")
    untold = FACEBOOK.step(SENT, shaped, live(Network({"success": True}, refusal(100, 33))))
    assert (untold.phase, untold.external_id, untold.url) == (Phase.CONFIRMED, "5", "")


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ({"published": True}, Verdict.PUBLISHED),
        ({"status": {"publishing_phase": {"publish_status": "published"}}}, Verdict.PUBLISHED),
        ({"published": False}, Verdict.NOT_PUBLISHED),
        ({"status": {"publishing_phase": {"status": "not_started"}}}, Verdict.NOT_PUBLISHED),
        ({"status": {"publishing_phase": {"status": "in_progress"}}}, Verdict.UNKNOWN),
        ({"status": {"video_status": "processing"}}, Verdict.UNKNOWN),
        ({}, Verdict.UNKNOWN),
    ],
)
def test_video_is_asked_whether_people_see_it(body, verdict):
    ctx = replace(live(Network(body)), clock=MovableClock(NOW + timedelta(minutes=1)))
    assert FACEBOOK.reconcile(SENT, Shaped("reel", "x", media=(VIDEO,)), ctx).verdict is verdict


def test_post_without_words_cannot_be_told_apart():
    posts = {"data": [{"id": "1_2", "created_time": "2026-11-23T09:00:01+0000", "from": {"id": "1"}}]}
    ctx = replace(live(Network(posts)), clock=MovableClock(NOW + timedelta(minutes=1)))
    shaped = Shaped("image_post", "", media=(IMAGE,))
    assert FACEBOOK.reconcile(SENT, shaped, ctx).verdict is Verdict.UNKNOWN
    assert FACEBOOK.reconcile(SENT, replace(shaped, text="Words"), ctx).verdict is Verdict.NOT_PUBLISHED


def test_same_words_of_a_visitor_or_of_before_are_not_ours():
    visitor = {"id": "1_2", "message": "Words", "created_time": "2026-11-23T09:00:01+0000", "from": {"id": "77"}}
    before = {"id": "1_3", "message": "Words", "created_time": "2026-11-23T08:58:00+0000", "from": {"id": "1"}}
    ctx = replace(live(Network({"data": [visitor, before]})), clock=MovableClock(NOW + timedelta(minutes=1)))
    assert FACEBOOK.reconcile(SENT, Shaped("text_post", "Words"), ctx).verdict is Verdict.NOT_PUBLISHED


def test_full_page_of_posts_proves_nothing():
    posts = [{"id": f"1_{place}", "message": "Other", "created_time": "2026-11-23T09:00:01+0000"} for place in range(100)]
    ctx = replace(live(Network({"data": posts})), clock=MovableClock(NOW + timedelta(minutes=1)))
    assert FACEBOOK.reconcile(SENT, Shaped("text_post", "Words"), ctx).verdict is Verdict.UNKNOWN


def test_login_is_lengthened_with_our_keys_and_not_without():
    http = Network({"access_token": "long", "expires_in": 5_184_000})
    tokens = FACEBOOK.refresh(live(http, AppKeys("app", "hidden")))
    assert (tokens.access_token, tokens.expires_at) == ("long", NOW + timedelta(days=60))
    assert http.asked == [("GET", "https://graph.facebook.com/v26.0/oauth/access_token")]
    assert http.calls[0].params == {
        "grant_type": "fb_exchange_token", "client_id": "app", "client_secret": "hidden", "fb_exchange_token": "secret",
    }  # fmt: skip
    unasked = Network({})
    assert (failure_of(lambda: FACEBOOK.refresh(live(unasked))), unasked.asked) == (F.AUTH_REVOKED, [])


def test_token_without_an_end_has_none():
    assert FACEBOOK.refresh(live(Network({"access_token": "long"}), AppKeys("app", "hidden"))).expires_at is None


def test_profiles_are_read_page_by_page():
    one, two = ({"id": place, "name": f"Page {place}", "access_token": f"t{place}"} for place in ("1", "2"))
    first = {"data": [one], "paging": {"cursors": {"after": "A"}, "next": "https://x"}}
    second = {"data": [two, {"name": "no id"}], "paging": {"cursors": {"after": "B"}}}
    http = Network(first, second)
    found = FACEBOOK.profiles(live(http))
    told = [(each.external_id, each.display_name, each.access_token) for each in found]
    assert told == [("1", "Page 1", "t1"), ("2", "Page 2", "t2")]
    assert [call.params.get("after") for call in http.calls] == [None, "A"]


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://rupload.facebook.com/video-upload/v26.0/1", True),
        ("http://rupload.facebook.com/video-upload/v26.0/1", False),
        ("https://facebook.com.evil.example/x", False),
    ],
)
def test_token_travels_to_its_own_hosts_only(url, trusted, tmp_path):
    file = tmp_path / "a.mp4"
    file.write_bytes(b"bytes")
    http = Network({"success": True})
    state = PublishState(Phase.MEDIA_UPLOADING, {"video": "5", "upload_url": url})
    shaped = Shaped("reel", "x", media=(Media("u", str(file), "video/mp4"),))
    assert may_see_token(live(http).account, url) is trusted
    if trusted:
        FACEBOOK.step(state, shaped, live(http))
        assert http.calls[0].headers["Authorization"] == "OAuth secret"
    else:
        assert failure_of(lambda: FACEBOOK.step(state, shaped, live(http))) is F.MEDIA_EXPIRED
        assert http.asked == []


def test_missing_file_is_a_fault_of_the_medium():
    for kind in ("image_post", "video_post"):
        shaped = Shaped(kind, "x", media=(replace(IMAGE, path="/nowhere/a.jpg"),))
        assert failure_of(lambda shaped=shaped: FACEBOOK.step(PublishState(), shaped, live(Network({})))) is F.MEDIA_REJECTED


def test_numbers_without_insights_still_count_what_people_did():
    counted = {"reactions": {"summary": {"total_count": 7}}, "comments": {"summary": {"total_count": 0}}}
    measured = FACEBOOK.metrics("1_2", "text_post", live(Network(counted, refusal(200))))
    assert measured.values == {"likes": 7, "comments": 0, "shares": None}


def test_comment_goes_below_the_first_post_of_a_chain():
    http = Network({"id": "c"})
    shaped = Shaped("text_post", "Third", parent=Parent("1_9", root="1_2"))
    FACEBOOK.step(SENT, shaped, live(http))
    assert http.asked == [("POST", "https://graph.facebook.com/v26.0/1_2/comments")]
