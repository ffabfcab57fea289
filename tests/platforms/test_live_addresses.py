"""On the real networks tokens and people live on other hosts than the interface."""

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.linkedin.calls import may_see_token

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIVE = {"linkedin": "https://api.linkedin.com", "instagram": "https://graph.instagram.com"}


class Recorder:
    """Gives one answer to everything and keeps what was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []
        self.calls: list[object] = []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url))
        self.calls.append(call)
        return self.answer


def live(platform: str, http: Recorder, base: str = "", refresh: str = "refresh") -> Context:
    who = "urn:li:person:1" if platform == "linkedin" else "1"
    account = Account("a", Platform(platform), base or LIVE[platform], who, "secret", refresh, is_sandbox=False)
    return Context(account, http, MovableClock(NOW))


def refusal_of(attempt) -> Failure:
    with pytest.raises(PlatformError) as caught:
        attempt()
    return caught.value.failure


@pytest.mark.parametrize(
    ("platform", "url"),
    [
        ("linkedin", "https://www.linkedin.com/oauth/v2/accessToken"),
        ("instagram", "https://graph.instagram.com/refresh_access_token"),
    ],
)
def test_refresh_goes_to_the_host_of_tokens(platform, url):
    http = Recorder(Answer(200, {}, b'{"access_token": "new", "expires_in": 5184000}'))
    tokens = CONNECTORS[platform].refresh(live(platform, http))
    assert ([asked for _, asked in http.asked], tokens.access_token) == ([url], "new")
    assert tokens.expires_at == NOW + timedelta(days=60)


@pytest.mark.parametrize("platform", ["linkedin", "instagram"])
@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_refresh_means_connect_again(platform, status):
    answer = Answer(status, {}, b'{"error": {"code": 190, "error_subcode": 463, "message": "x"}}')
    assert refusal_of(lambda: CONNECTORS[platform].refresh(live(platform, Recorder(answer)))) is Failure.AUTH_REVOKED


@pytest.mark.parametrize("platform", ["linkedin", "instagram"])
def test_refresh_that_stumbles_can_be_tried_again(platform):
    connector = CONNECTORS[platform]
    assert refusal_of(lambda: connector.refresh(live(platform, Recorder(Answer(503, {}, b""))))) is Failure.TRANSIENT
    assert refusal_of(lambda: connector.refresh(live(platform, Recorder(Answer(200, {}, b"{}"))))) is Failure.TRANSIENT


def test_what_cannot_be_renewed_is_not_asked_for():
    http = Recorder(Answer(200, {}, b"{}"))
    without = live("linkedin", http, refresh="")
    page = live("instagram", http, base="https://graph.facebook.com")
    assert refusal_of(lambda: CONNECTORS["linkedin"].refresh(without)) is Failure.AUTH_REVOKED
    assert refusal_of(lambda: CONNECTORS["instagram"].refresh(page)) is Failure.AUTH_REVOKED
    assert http.asked == []


def test_linkedin_post_is_seen_on_the_public_site():
    http = Recorder(Answer(201, {"x-restli-id": "urn:li:share:5"}, b""))
    state = CONNECTORS["linkedin"].step(PublishState(Phase.COMMIT_SENT), Shaped("text_post", "Hi"), live("linkedin", http))
    assert (http.asked, state.url) == (
        [("POST", "https://api.linkedin.com/rest/posts")], "https://www.linkedin.com/feed/update/urn:li:share:5/",
    )  # fmt: skip


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8501/api/media/a.jpg", "http://media.example/a.jpg", "https://localhost/a.jpg"]
)
def test_instagram_says_before_it_asks_that_media_cannot_be_fetched(url):
    http = Recorder(Answer(200, {}, b'{"id": "5"}'))
    for media in ((Media(url),), (Media(url), Media(url))):
        shaped = Shaped("image_post", "Hi", media=media)
        failed = refusal_of(lambda shaped=shaped: CONNECTORS["instagram"].step(PublishState(), shaped, live("instagram", http)))
        assert failed is Failure.MEDIA_REJECTED
    assert http.asked == []


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://www.linkedin.com/dms-uploads/1", True),
        ("https://api.linkedin.com/x", True),
        ("http://www.linkedin.com/dms-uploads/1", False),
        ("https://linkedin.com.evil.example/x", False),
        ("https://evil-linkedin.com/x", False),
    ],
)
def test_linkedin_token_travels_to_its_own_hosts_only(url, trusted, tmp_path):
    file = tmp_path / "a.jpg"
    file.write_bytes(b"bytes")
    http = Recorder(Answer(201, {}, b""))
    ctx = live("linkedin", http)
    assert may_see_token(ctx.account, url) is trusted
    state = PublishState(Phase.MEDIA_UPLOADING, {"image_0": "urn:li:image:1", "upload_0": url})
    CONNECTORS["linkedin"].step(state, Shaped("image_post", "Hi", media=(Media("u", str(file)),)), ctx)
    assert ("Authorization" in http.calls[0].headers, http.calls[0].data) == (trusted, b"bytes")


def test_missing_file_is_a_fault_of_the_medium():
    state = PublishState(Phase.MEDIA_UPLOADING, {"image_0": "urn:li:image:1", "upload_0": "https://www.linkedin.com/u"})
    shaped = Shaped("image_post", "Hi", media=(Media("u", "/nowhere/a.jpg"),))
    ctx = live("linkedin", Recorder(Answer(201, {}, b"")))
    assert refusal_of(lambda: CONNECTORS["linkedin"].step(state, shaped, ctx)) is Failure.MEDIA_REJECTED
