"""What the connector of X sends and how it reads answers, without a network."""

import base64
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

X = CONNECTORS["x"]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SENT = replace(PublishState(Phase.COMMIT_SENT), committed_at=NOW)
LATE = NOW + timedelta(minutes=1)


class Recorder:
    """Gives one answer to everything and keeps what was asked."""

    def __init__(self, status: int, body: object, **headers: str) -> None:
        self.answer = Answer(
            status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body).encode()
        )
        self.asked = []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url, call))
        return self.answer


def context(http, *, live: bool = False, app: AppKeys | None = None, now: datetime = NOW, heard=None) -> Context:
    account = Account("a", Platform.X, "https://api.x.com", "42", "token", "old", is_sandbox=not live)
    return Context(account, http, MovableClock(now), app, heard or (lambda _note: None))


@pytest.mark.parametrize(
    ("shaped", "body"),
    [
        (Shaped("text_post", " Hello "), {"text": "Hello"}),
        (Shaped("text_post", "Hello", link="https://a.de"), {"text": "Hello\n\nhttps://a.de"}),
        (Shaped("text_post", "Hello", options={"reply_settings": "everyone"}), {"text": "Hello"}),
        (Shaped("text_post", "Hello", options={"reply_settings": "verified"}), {"text": "Hello", "reply_settings": "verified"}),
        (Shaped("text_post", "Next", parent=Parent("7")), {"text": "Next", "reply": {"in_reply_to_tweet_id": "7"}}),
        (
            Shaped("text_post", "Next", parent=Parent("7"), options={"reply_settings": "verified"}),
            {"text": "Next", "reply": {"in_reply_to_tweet_id": "7"}},
        ),
    ],
)
def test_post_holds_what_was_chosen_and_nothing_else(shaped, body):
    http = Recorder(201, {"data": {"id": "9"}})
    state = X.step(SENT, shaped, context(http, live=True))
    method, url, call = http.asked[0]
    assert (method, url, call.json) == ("POST", "https://api.x.com/2/tweets", body)
    assert (state.external_id, state.url) == ("9", "https://x.com/i/status/9")


def test_answer_to_a_post_says_how_many_are_left():
    notes = []
    http = Recorder(
        201, {"data": {"id": "9"}}, x_rate_limit_limit="100", x_rate_limit_remaining="99", x_rate_limit_reset="1795424400"
    )
    X.step(SENT, Shaped("text_post", "Hello"), context(http, heard=notes.append))
    assert notes == [RateNote(100, 99, datetime.fromtimestamp(1795424400, UTC))]


@pytest.mark.parametrize(("remaining", "told"), [("899", 0), ("0", 1), ("few", 0)])
def test_other_windows_are_told_of_when_they_are_empty(remaining, told):
    notes = []
    X.metrics("5", "text_post", context(Recorder(200, {}, x_rate_limit_remaining=remaining), heard=notes.append))
    assert len(notes) == told


@pytest.mark.parametrize(
    ("app", "header", "client"),
    [
        (AppKeys("id", "s:cret"), "Basic " + base64.b64encode(b"id:s%3Acret").decode(), None),
        (AppKeys("id", ""), None, "id"),
    ],
)
def test_refresh_proves_the_application(app, header, client):
    body = {"access_token": "new", "refresh_token": "next", "expires_in": 7200, "scope": "tweet.read tweet.write"}
    http = Recorder(200, body)
    tokens = X.refresh(context(http, live=True, app=app))
    _, url, call = http.asked[0]
    assert (url, call.headers.get("Authorization"), call.data.get("client_id")) == (
        "https://api.x.com/2/oauth2/token",
        header,
        client,
    )
    assert (tokens.access_token, tokens.refresh_token, tokens.scopes) == ("new", "next", ("tweet.read", "tweet.write"))
    assert tokens.expires_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("status", "error", "failure"),
    [
        (400, "invalid_request", Failure.AUTH_REVOKED),
        (400, "invalid_grant", Failure.AUTH_REVOKED),
        (400, "invalid_client", Failure.PERMISSION_DENIED),
        (401, "unauthorized_client", Failure.PERMISSION_DENIED),
        (401, "invalid_grant", Failure.AUTH_REVOKED),
        (403, "", Failure.PERMISSION_DENIED),
        (429, "", Failure.RATE_LIMITED),
        (503, "", Failure.TRANSIENT),
        (200, "", Failure.TRANSIENT),
    ],
)
def test_only_a_refused_token_disconnects_the_account(status, error, failure):
    with pytest.raises(PlatformError) as caught:
        X.refresh(context(Recorder(status, {"error": error})))
    assert caught.value.failure is failure


def test_refresh_without_keys_or_token_asks_nobody():
    http = Recorder(200, {})
    with pytest.raises(PlatformError) as caught:
        X.refresh(context(http, live=True))
    assert caught.value.failure is Failure.PERMISSION_DENIED
    ctx = context(http)
    with pytest.raises(PlatformError) as caught:
        X.refresh(replace(ctx, account=replace(ctx.account, refresh_token="")))
    assert (caught.value.failure, http.asked) == (Failure.AUTH_REVOKED, [])


@pytest.mark.parametrize(
    ("user", "name", "limits"),
    [
        ({"id": "42", "name": "Acme", "username": "acme"}, "Acme (@acme)", {}),
        (
            {"id": "42", "name": "Acme", "username": "acme", "subscription_type": "Premium"},
            "Acme (@acme)",
            {"text_limit": 25_000},
        ),
        ({"id": "42", "username": "acme", "subscription_type": "None"}, "acme (@acme)", {}),
    ],
)
def test_profile_knows_how_long_its_texts_may_be(user, name, limits):
    (profile,) = X.profiles(context(Recorder(200, {"data": user})))
    assert (profile.external_id, profile.display_name, profile.limits) == ("42", name, limits)


def test_token_of_nobody_is_no_profile():
    with pytest.raises(PlatformError):
        X.profiles(context(Recorder(200, {"data": {}})))


def found(text: str, shaped: Shaped, **post: object) -> Verdict:
    body = {"data": [{"id": "9", "text": text, "created_at": "2026-11-23T09:00:02.000Z", **post}], "meta": {"result_count": 1}}
    return X.reconcile(SENT, shaped, context(Recorder(200, body), now=LATE)).verdict


def link(short: str, full: str, **more: str) -> dict[str, object]:
    return {"entities": {"urls": [{"url": short, "expanded_url": full, **more}]}}


@pytest.mark.parametrize(
    ("text", "sent", "post"),
    [
        ("Hello", "Hello ", {}),
        ("Tom &amp; Jerry &lt;3", "Tom & Jerry <3", {}),
        ("Read https://t.co/abc now", "Read https://Example.com/Path/ now", link("https://t.co/abc", "https://example.com/Path")),
        ("Read https://t.co/abc", "Read example.com", link("https://t.co/abc", "http://example.com")),
        ("Look https://t.co/m", "Look", link("https://t.co/m", "https://x.com/a/status/9/photo/1")),
        ("Look https://t.co/m", "Look", link("https://t.co/m", "https://x.com/anything", media_key="3_1")),
        ("short…", "a" * 500, {"note_tweet": {"text": "a" * 500}}),
        ("Cafe\u0301", "Café", {}),
    ],
)
def test_post_is_found_whatever_x_made_of_its_text(text, sent, post):
    assert found(text, Shaped("text_post", sent), **post) is Verdict.PUBLISHED


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("Hello!", {}),
        ("Hello", {"created_at": "2026-11-23T08:58:59.000Z"}),
        ("Hello", {"created_at": "yesterday"}),
        ("Hello", {"referenced_tweets": [{"type": "replied_to", "id": "7"}]}),
        ("Hello", {"attachments": {"media_keys": ["3_1"]}}),
        ("Hello", {"id": ""}),
    ],
)
def test_another_post_is_not_taken_for_ours(text, post):
    assert found(text, Shaped("text_post", "Hello"), **post) is Verdict.NOT_PUBLISHED


def test_reply_is_found_below_its_parent_only():
    shaped, below = Shaped("text_post", "Next", parent=Parent("7")), {"referenced_tweets": [{"type": "replied_to", "id": "7"}]}
    assert (found("Next", shaped, **below), found("Next", shaped)) == (Verdict.PUBLISHED, Verdict.NOT_PUBLISHED)


@pytest.mark.parametrize("body", [{}, {"data": {}}, {"errors": []}, {"meta": {"result_count": 0, "next_token": "t"}}])
def test_answer_that_holds_no_whole_list_decides_nothing(body):
    assert X.reconcile(SENT, Shaped("text_post", "Hello"), context(Recorder(200, body), now=LATE)).verdict is Verdict.UNKNOWN


def test_read_back_asks_from_a_minute_before_the_intent():
    http = Recorder(200, {"meta": {"result_count": 0}})
    X.reconcile(SENT, Shaped("text_post", "Hello"), context(http, now=LATE))
    assert "/2/users/42/tweets?max_results=100&start_time=2026-11-23T08%3A59%3A00Z&" in http.asked[0][1]


@pytest.mark.parametrize(("days", "fields"), [(1, "public_metrics%2Cnon_public_metrics"), (40, "public_metrics")])
def test_authors_own_numbers_are_asked_for_while_there_are_any(days, fields):
    made = NOW - timedelta(days=days)
    post_id = str((int(made.timestamp() * 1000) - 1_288_834_974_657) << 22)
    http = Recorder(200, {"data": [{"public_metrics": {"repost_count": 3, "quote_count": 1}}]})
    measured = X.metrics(post_id, "text_post", context(http))
    assert http.asked[0][1].endswith(f"tweet.fields={fields}")
    assert (measured.values["shares"], measured.values["likes"], measured.extra) == (3.0, None, {"quotes": 1.0})
