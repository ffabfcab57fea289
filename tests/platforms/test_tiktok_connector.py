"""TikTok's rules for drafts, its counting, how it wants videos cut, and its addresses."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, AppKeys, Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.tiktok.pieces import LEAST_PIECE, MOST_LAST, MOST_PIECE, cut

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TIKTOK = CONNECTORS["tiktok"]
FILM = Media("https://media.example/a.mp4", "/nowhere/a.mp4", "video/mp4", 1080, 1920, 1000, seconds=60.0)
PICTURE = Media("https://media.example/a.jpg", "/nowhere/a.jpg", "image/jpeg", 1080, 1080, 1000)
VIDEO = Shaped("video_post", "Look", "A title", media=(FILM,))
PHOTOS = Shaped("image_post", "Look", "A title", media=(PICTURE, PICTURE))
INFO = {"privacy_level_options": ["FOLLOWER_OF_CREATOR", "SELF_ONLY"], "max_video_post_duration_sec": 300}


class Recorder:
    """Gives its answers in turn and keeps what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.asked = list(answers), []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url, call))
        return self.answers.pop(0)


def good(**data: object) -> Answer:
    return Answer(200, {}, json.dumps({"data": data, "error": {"code": "ok"}}).encode())


def live(http: object, keys: AppKeys | None = None) -> Context:
    base = TIKTOK.facts.live_base
    account = Account("a", Platform.TIKTOK, base, "open-1", "secret", "refresh", is_sandbox=False)
    return Context(account, http, MovableClock(NOW), keys)


@pytest.mark.parametrize(
    ("shaped", "limits", "rules"),
    [
        (VIDEO, {}, []),
        (replace(VIDEO, text="🎬" * 1100), {}, []),
        (replace(VIDEO, text="🎬" * 1101), {}, ["text_limit"]),
        (replace(VIDEO, title="a" * 500), {}, []),
        (replace(VIDEO, content_type="reel"), {}, []),
        (replace(VIDEO, media=(FILM, FILM)), {}, ["media_max"]),
        (replace(VIDEO, media=(PICTURE,)), {}, ["media_sort"]),
        (replace(VIDEO, media=(replace(FILM, seconds=301.0),)), {}, []),
        (replace(VIDEO, media=(replace(FILM, seconds=301.0),)), INFO, ["video_seconds"]),
        (replace(VIDEO, media=(replace(FILM, url=""),)), {}, []),
        (PHOTOS, {}, []),
        (replace(PHOTOS, text="a" * 4000, title="a" * 90), {}, []),
        (replace(PHOTOS, text="a" * 4001, title="a" * 91), {}, ["text_limit", "title_limit"]),
        (replace(PHOTOS, media=(PICTURE,) * 36), {}, ["media_max"]),
        (replace(PHOTOS, media=(replace(PICTURE, url=""),)), {}, ["media_url"]),
        (replace(PHOTOS, media=(replace(PICTURE, mime="image/png"),)), {}, ["image_type"]),
        (replace(PHOTOS, options={"privacy": "surprise"}), {}, ["privacy"]),
        (VIDEO, INFO, []),
        (replace(VIDEO, options={"privacy": "followers"}), INFO, []),
        (replace(VIDEO, options={"privacy": "public"}), INFO, ["privacy_offered"]),
        (replace(VIDEO, content_type="text_post"), {}, ["content_type"]),
    ],
)
def test_rules_for_drafts(shaped, limits, rules):
    assert [issue.rule for issue in TIKTOK.validate(shaped, limits)] == rules


@given(text=st.text())
def test_text_is_counted_in_utf_16_units(text):
    assert TIKTOK.length(text) == sum(2 if ord(char) > 0xFFFF else 1 for char in text)


@given(size=st.one_of(st.integers(1, 150_000_000), st.integers(1, 4 * 1024**3)))
def test_pieces_cover_the_file_and_fit_what_tiktok_takes(size):
    whole = cut(size)
    assert whole.count == max(1, size // whole.piece)
    ends = 0
    for place in range(whole.count):
        first, last = whole.span(place)
        assert first == ends
        ends = last + 1
        if place + 1 < whole.count:
            assert LEAST_PIECE <= last + 1 - first == whole.piece <= MOST_PIECE
        else:
            assert last + 1 - first <= MOST_LAST
    assert (ends, whole.count <= 1000) == (size, True)
    assert whole.piece == size if whole.count == 1 else size >= 2 * whole.piece


@pytest.mark.parametrize(
    ("options", "level"), [({}, "FOLLOWER_OF_CREATOR"), ({"privacy": "private"}, "SELF_ONLY"), ({"privacy": "public"}, "")]
)
def test_privacy_is_as_chosen_else_the_widest_that_is_offered(options, level):
    http = Recorder(good(**INFO))
    shaped = replace(VIDEO, options=options)
    if not level:
        with pytest.raises(PlatformError) as caught:
            TIKTOK.step(PublishState(), shaped, live(http))
        assert caught.value.failure is Failure.CONTENT_REJECTED
        return
    state = TIKTOK.step(PublishState(), shaped, live(http))
    assert json.loads(state.handles["creator"])["privacy_level"] == level


def test_what_the_owner_has_switched_off_stays_off():
    http = Recorder(good(**INFO, comment_disabled=True, duet_disabled=False, stitch_disabled=True))
    said = json.loads(TIKTOK.step(PublishState(), VIDEO, live(http)).handles["creator"])
    assert (said["disable_comment"], said["disable_duet"], said["disable_stitch"]) == (True, False, True)


def test_live_addresses_and_no_token_for_the_upload(tmp_path):
    file = tmp_path / "a.mp4"
    file.write_bytes(b"film")
    shaped = replace(VIDEO, media=(replace(FILM, path=str(file)),))
    http = Recorder(
        good(**INFO, creator_username="acme"), good(publish_id="v_pub_file~1", upload_url="https://open-upload.tiktokapis.com/u"),
        Answer(201, {}, b""), good(status="PUBLISH_COMPLETE", publicaly_available_post_id=[7400000000000000001]),
    )  # fmt: skip
    state = PublishState()
    for _ in range(4):
        if state.phase is Phase.ARMED:
            state = replace(state, phase=Phase.COMMIT_SENT, committed_at=NOW)
        state = TIKTOK.step(state, shaped, live(http))
    assert [url for _, url, _ in http.asked] == [
        "https://open.tiktokapis.com/v2/post/publish/creator_info/query/",
        "https://open.tiktokapis.com/v2/post/publish/video/init/",
        "https://open-upload.tiktokapis.com/u",
        "https://open.tiktokapis.com/v2/post/publish/status/fetch/",
    ]
    assert ["Authorization" in call.headers for _, _, call in http.asked] == [True, True, False, True]
    assert (state.external_id, state.url) == (
        "7400000000000000001", "https://www.tiktok.com/@acme/video/7400000000000000001",
    )  # fmt: skip


def test_complete_without_an_id_is_success():
    sent = PublishState(Phase.COMMIT_SENT, {"publish_id": "p_pub_url~1", "handed_over": "1"}, committed_at=NOW)
    state = TIKTOK.step(sent, PHOTOS, live(Recorder(good(status="PUBLISH_COMPLETE"))))
    assert (state.phase, state.external_id, state.url) == (Phase.CONFIRMED, "p_pub_url~1", "")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(400, {}, b'{"error": {"code": "invalid_publish_id"}}'),
        Answer(401, {}, b'{"error": {"code": "scope_not_authorized"}}'),
        Answer(403, {}, b'{"error": {"code": "spam_risk_user_banned_from_posting"}}'),
        Answer(500, {}, b""),
        Answer(200, {}, b"{}"),
    ],
)
def test_post_that_cannot_be_asked_for_is_not_said_to_have_failed(answer):
    sent = PublishState(Phase.COMMIT_SENT, {"publish_id": "p_pub_url~1", "handed_over": "1"}, committed_at=NOW)
    with pytest.raises(PlatformError) as caught:
        TIKTOK.step(sent, PHOTOS, live(Recorder(answer)))
    assert caught.value.failure is Failure.UNKNOWN_OUTCOME


@pytest.mark.parametrize("url", ["http://media.example/a.jpg", "https://localhost/a.jpg", "https://127.0.0.1/a.jpg", "", "a.jpg"])
def test_photos_that_tiktok_cannot_fetch_are_refused_before_anything_is_sent(url):
    http = Recorder()
    with pytest.raises(PlatformError) as caught:
        TIKTOK.step(PublishState(), replace(PHOTOS, media=(replace(PICTURE, url=url),)), live(http))
    assert (caught.value.failure, http.asked) == (Failure.MEDIA_REJECTED, [])


def test_renewal_speaks_of_a_client_key_and_brings_both_tokens():
    body = {"access_token": "new", "refresh_token": "newer", "expires_in": 86400, "scope": "user.info.basic,video.publish"}
    http = Recorder(Answer(200, {}, json.dumps(body).encode()))
    tokens = TIKTOK.refresh(live(http, AppKeys("key", "hush")))
    assert (tokens.access_token, tokens.refresh_token, tokens.scopes) == ("new", "newer", ("user.info.basic", "video.publish"))
    _, url, call = http.asked[0]
    assert (url, call.data) == (
        "https://open.tiktokapis.com/v2/oauth/token/",
        {"grant_type": "refresh_token", "refresh_token": "refresh", "client_key": "key", "client_secret": "hush"},
    )


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (400, {"error": "invalid_grant"}, Failure.AUTH_REVOKED),
        (200, {"error": "invalid_grant"}, Failure.AUTH_REVOKED),
        (401, {"error": "invalid_client"}, Failure.PERMISSION_DENIED),
        (400, {"error": "invalid_request"}, Failure.PERMISSION_DENIED),
        (500, {}, Failure.TRANSIENT),
        (200, {}, Failure.TRANSIENT),
    ],
)
def test_only_a_grant_that_ended_disconnects(status, body, failure):
    with pytest.raises(PlatformError) as caught:
        TIKTOK.refresh(live(Recorder(Answer(status, {}, json.dumps(body).encode()))))
    assert caught.value.failure is failure


def test_login_is_described():
    login = TIKTOK.facts.login
    assert (login.client_key, login.scope_separator, login.scopes) == (
        "client_key", ",", ("user.info.basic", "video.publish", "video.list"),
    )  # fmt: skip
