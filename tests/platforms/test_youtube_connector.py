"""YouTube's rules for drafts, its addresses, and its uploads through any sequence of interruptions."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, AppKeys, Failure, Media, Parent, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.youtube import session
from agency_core.platforms.youtube.session import GRAIN, video_body

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YOUTUBE = CONNECTORS["youtube"]
FILM = Media("https://media.example/a.mp4", "/nowhere/a.mp4", "video/mp4", 1080, 1920, 1000, seconds=60.0)
PICTURE = Media("https://media.example/a.jpg", "/nowhere/a.jpg", "image/jpeg", 1280, 720, 1000)
GOOD = Shaped("video_post", "About it", "A title", media=(FILM,))


def live(http: object, keys: AppKeys | None = None) -> Context:
    base = YOUTUBE.facts.live_base
    account = Account("a", Platform.YOUTUBE, base, "UC1", "secret", "refresh", is_sandbox=False)
    return Context(account, http, MovableClock(NOW), keys)


class Recorder:
    """Gives its answers in turn and keeps what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.asked = list(answers), []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url, call))
        return self.answers.pop(0)


@pytest.mark.parametrize(
    ("shaped", "limits", "rules"),
    [
        (GOOD, {}, []),
        (replace(GOOD, title=""), {}, ["title_required"]),
        (replace(GOOD, title="a" * 100), {}, []),
        (replace(GOOD, title="a" * 101), {}, ["title_limit"]),
        (replace(GOOD, title="1 < 2"), {}, ["angle_brackets"]),
        (replace(GOOD, text="a -> b"), {}, ["angle_brackets"]),
        (replace(GOOD, text="é" * 2500), {}, []),
        (replace(GOOD, text="é" * 2501), {}, ["text_limit"]),
        (replace(GOOD, options={"privacy": "friends"}), {}, ["privacy"]),
        (replace(GOOD, options={"privacy": "private", "made_for_kids": "yes"}), {}, []),
        (replace(GOOD, media=(FILM, PICTURE)), {}, []),
        (replace(GOOD, media=(FILM, FILM)), {}, ["one_video"]),
        (replace(GOOD, media=(PICTURE,)), {}, ["one_video"]),
        (replace(GOOD, media=(FILM, PICTURE, PICTURE)), {}, ["media_max"]),
        (replace(GOOD, content_type="reel"), {}, []),
        (replace(GOOD, content_type="reel", media=(replace(FILM, seconds=180.5),)), {}, ["short_seconds"]),
        (replace(GOOD, content_type="reel", media=(replace(FILM, width=1920, height=1080),)), {}, ["short_shape"]),
        (replace(GOOD, media=(replace(FILM, seconds=901.0),)), {}, []),
        (replace(GOOD, media=(replace(FILM, seconds=901.0),)), {"long_uploads": True}, []),
        (replace(GOOD, media=(replace(FILM, seconds=901.0),)), {"long_uploads": False}, ["video_seconds"]),
        (replace(GOOD, content_type="image_post"), {}, ["content_type"]),
        (Shaped("text_post", "A comment <3", parent=Parent("dQw4w9WgXcQ")), {}, []),
        (Shaped("text_post", " ", parent=Parent("dQw4w9WgXcQ")), {}, ["text_required"]),
    ],
)
def test_rules_for_drafts(shaped, limits, rules):
    assert [issue.rule for issue in YOUTUBE.validate(shaped, limits)] == rules


@given(text=st.text())
def test_description_is_counted_in_bytes(text):
    assert YOUTUBE.length(text) == len(text.encode("utf-8", "surrogatepass"))


def test_privacy_status_is_always_in_the_resource():
    assert video_body(GOOD)["status"] == {"privacyStatus": "public", "selfDeclaredMadeForKids": False}
    chosen = video_body(replace(GOOD, options={"privacy": "unlisted", "made_for_kids": "yes"}))["status"]
    assert chosen == {"privacyStatus": "unlisted", "selfDeclaredMadeForKids": True}


def test_live_addresses_and_the_token_only_for_google(tmp_path):
    file = tmp_path / "a.mp4"
    file.write_bytes(b"film")
    shaped = replace(GOOD, media=(replace(FILM, path=str(file)),))
    http = Recorder(Answer(200, {"location": "https://elsewhere.example/u"}, b""), Answer(200, {}, b'{"id": "dQw4w9WgXcQ"}'))
    armed = YOUTUBE.step(PublishState(), shaped, live(http))
    sent = YOUTUBE.step(replace(armed, phase=Phase.COMMIT_SENT, committed_at=NOW), shaped, live(http))
    assert [(method, url) for method, url, _ in http.asked] == [
        ("POST", "https://www.googleapis.com/upload/youtube/v3/videos"), ("PUT", "https://elsewhere.example/u"),
    ]  # fmt: skip
    assert ["Authorization" in call.headers for _, _, call in http.asked] == [True, False]
    http = Recorder(Answer(200, {}, b'{"items": [{"status": {"uploadStatus": "processed"}}]}'))
    assert YOUTUBE.step(sent, shaped, live(http)).url == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def test_renewal_goes_to_google_with_our_keys():
    http = Recorder(Answer(200, {}, b'{"access_token": "new", "expires_in": 3599}'))
    tokens = YOUTUBE.refresh(live(http, AppKeys("id", "hush")))
    method, url, call = http.asked[0]
    assert (method, url, tokens.access_token, tokens.refresh_token) == ("POST", "https://oauth2.googleapis.com/token", "new", "")
    assert call.data == {
        "grant_type": "refresh_token", "refresh_token": "refresh", "client_id": "id", "client_secret": "hush",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (400, {"error": "invalid_grant"}, Failure.AUTH_REVOKED),
        (401, {"error": "invalid_client"}, Failure.PERMISSION_DENIED),
        (400, {"error": "invalid_request"}, Failure.PERMISSION_DENIED),
        (503, {}, Failure.TRANSIENT),
        (200, {}, Failure.TRANSIENT),
    ],
)
def test_only_a_grant_that_ended_disconnects(status, body, failure):
    with pytest.raises(PlatformError) as caught:
        YOUTUBE.refresh(live(Recorder(Answer(status, {}, json.dumps(body).encode()))))
    assert caught.value.failure is failure


def test_reading_back_asks_the_upload_with_an_empty_body_and_no_range():
    state = PublishState(Phase.COMMIT_SENT, {"session": "https://www.googleapis.com/u", "size": "9", "offset": "0"})
    http = Recorder(Answer(308, {}, b""))
    YOUTUBE.reconcile(replace(state, committed_at=NOW), GOOD, live(http))
    method, _, call = http.asked[0]
    assert (method, call.data, call.headers["Content-Range"], len(http.asked)) == ("PUT", b"", "bytes */9", 1)


class Shaky:
    """A resumable upload whose answers get lost and whose pieces arrive in part, as the plan says; without one it is good."""

    def __init__(self, size: int, plan: list[str]) -> None:
        self.size, self.plan = size, plan
        self.kept, self.videos, self.longest = bytearray(), 0, 0

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        if method == "POST":
            return Answer(200, {"location": "https://www.googleapis.com/u"}, b"")
        fate = self.plan.pop(0) if self.plan else "good"
        if fate == "lost before":
            raise AnswerLost("?")
        answer = self._taken(call, half=fate == "half")
        if fate == "lost after":
            raise AnswerLost("?")
        return Answer(503, {}, b"") if fate == "error after" else answer

    def _taken(self, call, *, half: bool) -> Answer:
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", call.headers["Content-Range"])
        if found and not self.videos:
            first, last, size = map(int, found.groups())
            assert (size, len(call.data), first <= len(self.kept)) == (self.size, last + 1 - first, True)
            assert last + 1 == size or (last + 1 - first) % GRAIN == 0
            self.longest = max(self.longest, len(call.data))
            part = call.data[: len(call.data) // 2 // GRAIN * GRAIN] if half else call.data
            self.kept[first : first + len(part)] = part
        if len(self.kept) == self.size:
            self.videos = 1
            return Answer(200, {}, b'{"id": "dQw4w9WgXcQ"}')
        return Answer(308, {"range": f"bytes=0-{len(self.kept) - 1}"} if self.kept else {}, b"")


FATES = st.lists(st.sampled_from(["good", "lost before", "lost after", "error after", "half"]), max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grains=st.integers(0, 9), rest=st.integers(1, GRAIN), plan=FATES)
def test_upload_arrives_whole_and_once_whatever_is_lost(tmp_path_factory, grains, rest, plan):
    """Driven as the engine does: unknown outcomes are asked about, what is known not to be there is sent again."""
    size = grains * GRAIN + rest
    file = tmp_path_factory.mktemp("film") / "a.mp4"
    data = bytes(range(251)) * (size // 251 + 1)
    file.write_bytes(data[:size])
    server, shaped = Shaky(size, list(plan)), replace(GOOD, media=(replace(FILM, path=str(file)),))
    ctx, state = live(server), PublishState()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(session, "CHUNK", 2 * GRAIN)
        for _ in range(80):
            if "video_id" in state.handles:
                break
            if state.phase is Phase.ARMED:
                state = replace(state, phase=Phase.COMMIT_SENT, committed_at=ctx.clock.now())
            try:
                state = PublishState.from_json(YOUTUBE.step(state, shaped, ctx).to_json())
            except PlatformError as error:
                state = judged(error, state, shaped, ctx)
    assert (state.handles.get("video_id"), server.videos, bytes(server.kept)) == ("dQw4w9WgXcQ", 1, data[:size])
    assert server.longest <= 2 * GRAIN


def judged(error: PlatformError, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    if error.failure is Failure.TRANSIENT:
        return state
    if error.failure is Failure.MEDIA_EXPIRED:
        return PublishState()
    assert error.failure is Failure.UNKNOWN_OUTCOME
    later = replace(ctx, clock=MovableClock(NOW.replace(hour=10)))
    outcome = YOUTUBE.reconcile(state, shaped, later)
    if outcome.external_id:
        return state.at(Phase.COMMIT_SENT, video_id=outcome.external_id)
    return state.at(Phase.ARMED) if outcome.verdict == "not_published" else state
