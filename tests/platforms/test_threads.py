"""Threads: counting, rules for drafts, refusals, tokens."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, AppKeys, Failure, Media, Parent, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.graph.errors import classified
from agency_core.platforms.threads.errors import REFUSALS, container_failure
from agency_core.platforms.threads.text import length, links
from agency_core.sandbox.threads.text import different_links, size

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
F = Failure
THREADS = CONNECTORS["threads"]
IMAGE = Media("https://media.example/a.jpg", "/media/a.jpg", "image/jpeg", 1080, 1080, 400_000)
VIDEO = Media("https://media.example/a.mp4", "/media/a.mp4", "video/mp4", 1080, 1920, 4_000_000, seconds=30)
PARENT = Parent("5")
LINK, SAID, CHOSEN = "https://x.example", replace(IMAGE, alt_text="A"), {"reply_control": "mentioned_only"}
SIX_LINKS = " ".join(f"https://example.com/{place}" for place in range(6))
EMOJI = st.sampled_from(["😀", "👩‍👩‍👧", "❤️", "🇩🇪", "👍🏽", "☀️", "✨", "1️⃣"])


class Network:
    """Gives its answers in turn, the last for ever, and keeps what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []
        self.calls: list = []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url.removeprefix("https://graph.threads.net")))
        self.calls.append(call)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def answer(body: object, status: int = 200) -> Answer:
    return Answer(status, {}, json.dumps(body).encode())


def refusal(code: int, subcode: int = 0) -> Answer:
    return answer({"error": {"message": "Nein", "code": code, "error_subcode": subcode}}, 400)


def live(http: Network, app: AppKeys | None = None) -> Context:
    account = Account("a", Platform.THREADS, "https://graph.threads.net", "1", "secret", is_sandbox=False)
    return Context(account, http, MovableClock(NOW), app)


@given(st.text(st.characters(max_codepoint=0x2000, exclude_categories=["Cs"], exclude_characters="©®")))
def test_plain_words_count_by_characters(text):
    assert length(text) == len(text)


@given(st.lists(EMOJI, max_size=20))
def test_emoji_count_by_their_bytes(emoji):
    text = "".join(emoji)
    assert (length(text), length(f"ab{text}")) == (len(text.encode()), len(text.encode()) + 2)


@given(st.text(), st.text())
def test_counts_add_up_and_are_never_below_those_of_the_network(one, other):
    assert length(one + other) == length(one) + length(other)
    assert len(one) <= size(one) <= length(one)


@given(st.lists(st.sampled_from(["https://a.example", "http://b.example/x?y=1", "words", "https://a.example."])))
def test_links_are_counted_like_the_network_does(words):
    text = " ".join(words)
    assert len(links(text)) == different_links(text)


@pytest.mark.parametrize(
    ("shaped", "found"),
    [
        (Shaped("text_post", "Hello"), []),
        (Shaped("text_post", " "), ["text_required"]),
        (Shaped("text_post", "😀" * 125), []),
        (Shaped("text_post", "😀" * 126), ["text_limit"]),
        (Shaped("text_post", SIX_LINKS), ["links"]),
        (Shaped("text_post", SIX_LINKS.replace("/5", "/4")), []),
        (Shaped("text_post", SIX_LINKS.replace("/5", "/4"), link="https://example.com/9"), ["links"]),
        (Shaped("article", "Read", link="https://example.com"), []),
        (Shaped("article", "Read"), ["article_link"]),
        (Shaped("article", "Read", link="ftp://example.com"), ["link"]),
        (Shaped("image_post", "", media=(IMAGE, VIDEO) * 10), []),
        (Shaped("image_post", "x", media=(IMAGE,) * 21), ["media_max"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, width=1100, height=100),)), ["image_aspect"]),
        (Shaped("image_post", "x", media=(replace(IMAGE, mime="image/gif"),)), ["image_type"]),
        (Shaped("video_post", "x", media=(replace(VIDEO, seconds=301),)), ["video_seconds"]),
        (Shaped("text_post", "x", options={"reply_control": "nobody"}), ["reply_control"]),
        (Shaped("reel", "x", media=(VIDEO,)), ["content_type"]),
        (Shaped("text_post", "Next", parent=PARENT), []),
        (Shaped("text_post", "", parent=PARENT), ["text_required"]),
        (Shaped("text_post", "a" * 501, parent=PARENT), ["text_limit"]),
    ],
)
def test_drafts(shaped, found):
    assert [issue.rule for issue in THREADS.validate(shaped, {})] == found


@pytest.mark.parametrize(
    ("code", "subcode", "failure"),
    [
        (190, 463, F.AUTH_EXPIRED), (190, 460, F.AUTH_REVOKED), (10, 0, F.PERMISSION_DENIED), (613, 0, F.RATE_LIMITED),
        (9, 2207042, F.QUOTA_EXHAUSTED), (9007, 2207027, F.MEDIA_PROCESSING), (24, 2207006, F.MEDIA_EXPIRED),
        (24, 2207008, F.MEDIA_EXPIRED), (-2, 2207020, F.MEDIA_EXPIRED), (-1, 2207001, F.TRANSIENT),
        (9004, 2207052, F.MEDIA_REJECTED), (4, 2207051, F.ACCOUNT_RESTRICTED), (100, 0, F.CONTENT_REJECTED), (1, 0, F.TRANSIENT),
    ],
)  # fmt: skip
def test_refusal_is_classified_by_code_and_subcode(code, subcode, failure):
    assert classified(refusal(code, subcode), NOW, REFUSALS).failure is failure


@pytest.mark.parametrize(
    ("reason", "failure", "field"),
    [
        ("FAILED_DOWNLOADING_VIDEO", F.MEDIA_EXPIRED, "media"), ("INVALID_DURATION", F.MEDIA_REJECTED, "media"),
        ("THREADS_API__LINK_LIMIT_EXCEEDED", F.CONTENT_REJECTED, "text"), ("UNKNOWN", F.MEDIA_EXPIRED, "media"),
        ("", F.MEDIA_EXPIRED, "media"),
    ],
)  # fmt: skip
def test_failed_container_is_made_anew_only_when_that_may_help(reason, failure, field):
    error = container_failure(reason)
    assert (error.failure, error.field, bool(error.network_code)) == (failure, field, True)


def test_fresh_login_is_traded_and_a_long_one_renewed():
    fresh = Network(answer({"access_token": "long", "expires_in": 5_184_000}))
    tokens = THREADS.refresh(live(fresh, AppKeys("app", "hidden")))
    assert (tokens.access_token, tokens.expires_at, fresh.asked) == ("long", NOW + timedelta(days=60), [("GET", "/access_token")])
    assert fresh.calls[0].params["client_secret"] == "hidden"
    long = Network(refusal(190, 0), answer({"access_token": "longer"}))
    assert THREADS.refresh(live(long, AppKeys("app", "hidden"))).access_token == "longer"
    assert long.asked == [("GET", "/access_token"), ("GET", "/refresh_access_token")]
    unknown = Network(answer({"access_token": "longer"}))
    THREADS.refresh(live(unknown))
    assert unknown.asked == [("GET", "/refresh_access_token")]


@pytest.mark.parametrize(("last", "failure"), [(refusal(190, 463), F.AUTH_REVOKED), (answer("", 503), F.TRANSIENT)])
def test_refusal_ends_the_account_and_a_stumble_does_not(last, failure):
    for app in (None, AppKeys("app", "hidden")):
        with pytest.raises(PlatformError) as caught:
            THREADS.refresh(live(Network(last), app))
        assert caught.value.failure is failure


@pytest.mark.parametrize(
    ("shaped", "form"),
    [
        (Shaped("text_post", "Hi", link=LINK), {"media_type": "TEXT", "text": "Hi", "link_attachment": LINK}),
        (Shaped("text_post", "Hi", options=CHOSEN), {"media_type": "TEXT", "text": "Hi", **CHOSEN}),
        (Shaped("text_post", "Hi", parent=PARENT, options=CHOSEN), {"media_type": "TEXT", "text": "Hi", "reply_to_id": "5"}),
        (Shaped("image_post", "", media=(SAID,)), {"media_type": "IMAGE", "image_url": IMAGE.url, "alt_text": "A"}),
        (
            Shaped("image_post", "x", media=(VIDEO, IMAGE)),
            {"media_type": "VIDEO", "video_url": VIDEO.url, "is_carousel_item": "true"},
        ),
    ],
)  # fmt: skip
def test_container_holds_what_is_meant(shaped, form):
    http = Network(answer({"id": "9"}))
    THREADS.step(PublishState(), shaped, live(http))
    assert (http.asked, http.calls[0].data) == ([("POST", "/v1.0/1/threads")], form)


def test_media_that_cannot_be_fetched_from_outside_is_said_before_asking():
    http = Network(answer({"id": "9"}))
    with pytest.raises(PlatformError) as caught:
        THREADS.step(PublishState(), Shaped("image_post", "x", media=(replace(IMAGE, url="http://127.0.0.1/a.jpg"),)), live(http))
    assert (caught.value.failure, http.asked) == (F.MEDIA_REJECTED, [])


def test_replies_are_looked_for_among_replies():
    http = Network(answer({"status": "PUBLISHED"}), answer({"data": []}))
    sent = replace(PublishState(Phase.COMMIT_SENT, {"container_id": "9"}), committed_at=NOW)
    outcome = THREADS.reconcile(sent, Shaped("text_post", "Hi", parent=PARENT), live(http))
    assert (outcome.external_id, http.asked[1]) == ("9", ("GET", "/v1.0/1/replies"))
