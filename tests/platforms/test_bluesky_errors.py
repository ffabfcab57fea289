"""Bluesky's refusals, one by one."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, Failure, PlatformError, RateNote
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.bluesky import session
from agency_core.platforms.bluesky.errors import classified, rate_note

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
F = Failure


def refusal(status: int, name: str = "", message: str = "said so", **headers: str) -> Answer:
    return Answer(status, headers, json.dumps({"error": name, "message": message}).encode())


@pytest.mark.parametrize(
    ("answer", "failure", "code"),
    [
        (refusal(400, "ExpiredToken"), F.AUTH_EXPIRED, "ExpiredToken"),
        (refusal(400, "InvalidToken"), F.AUTH_EXPIRED, "InvalidToken"),
        (refusal(401, "AuthMissing"), F.AUTH_EXPIRED, "AuthMissing"),
        (refusal(401, "AuthenticationRequired"), F.AUTH_EXPIRED, "AuthenticationRequired"),
        (refusal(403, "AccountNotFound"), F.AUTH_REVOKED, "AccountNotFound"),
        (refusal(401, "AccountTakedown"), F.ACCOUNT_RESTRICTED, "AccountTakedown"),
        (refusal(400, "AccountTakedown"), F.ACCOUNT_RESTRICTED, "AccountTakedown"),
        (refusal(401, "AccountDeactivated"), F.ACCOUNT_RESTRICTED, "AccountDeactivated"),
        (refusal(429, "RateLimitExceeded"), F.RATE_LIMITED, "RateLimitExceeded"),
        (refusal(413, "PayloadTooLarge"), F.MEDIA_REJECTED, "PayloadTooLarge"),
        (refusal(400, "InvalidMimeType"), F.MEDIA_REJECTED, "InvalidMimeType"),
        (refusal(400, "InvalidSize"), F.MEDIA_REJECTED, "InvalidSize"),
        (refusal(400, "BlobNotFound"), F.MEDIA_EXPIRED, "BlobNotFound"),
        (refusal(400, "RecordNotFound"), F.NOT_FOUND, "RecordNotFound"),
        (refusal(400, "InvalidRequest"), F.CONTENT_REJECTED, "InvalidRequest"),
        (refusal(500, "InternalServerError"), F.TRANSIENT, "InternalServerError"),
        (refusal(502, "UpstreamFailure"), F.TRANSIENT, "UpstreamFailure"),
        (refusal(403, "Forbidden"), F.PERMISSION_DENIED, "Forbidden"),
        (refusal(404), F.NOT_FOUND, "404"),
        (refusal(418, "SomethingNew"), F.CONTENT_REJECTED, "SomethingNew"),
        (Answer(504, {}, b"<html>gateway</html>"), F.TRANSIENT, "504"),
        (Answer(400, {}, b"[]"), F.CONTENT_REJECTED, "400"),
        (Answer(400, {}, b'{"error": 5, "message": []}'), F.CONTENT_REJECTED, "400"),
    ],
)
def test_refusal_is_classified_by_name_and_status(answer, failure, code):
    error = classified(answer, NOW)
    assert (error.failure, error.network_code, error.http_status) == (failure, code, answer.status)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "120"}, timedelta(minutes=2)),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 60)}, timedelta(minutes=1)),
        ({"retry-after": "5", "ratelimit-reset": str(int(NOW.timestamp()) + 60)}, timedelta(seconds=5)),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 10**6)}, timedelta(hours=24)),
        ({"ratelimit-reset": str(int(NOW.timestamp()) - 60)}, None),
        ({"ratelimit-reset": "soon"}, None),
        ({"ratelimit-reset": "9" * 30}, None),
        ({}, None),
    ],
)
def test_rate_limit_ends_when_the_headers_say(headers, wait):
    retry_at = classified(refusal(429, "RateLimitExceeded", **headers), NOW).retry_at
    assert retry_at == (NOW + wait if wait else None)


def test_field_at_fault_is_told_in_our_words():
    too_long = refusal(400, "InvalidRequest", "Invalid record: grapheme too big (maximum 300, got 301) at $.record.text")
    assert [classified(answer, NOW).field for answer in (too_long, refusal(413, "PayloadTooLarge"), refusal(400, "X"))] == [
        "text", "media", "",
    ]  # fmt: skip


def test_calls_that_are_left_are_read_from_the_headers():
    headers = {"ratelimit-limit": "3000", "ratelimit-remaining": "17", "ratelimit-reset": "1795300000"}
    assert rate_note(Answer(200, headers, b"")) == RateNote(3000, 17, datetime.fromtimestamp(1795300000, UTC))
    assert rate_note(Answer(200, {"ratelimit-remaining": "0"}, b"")) == RateNote(None, 0, None)
    assert rate_note(Answer(200, {"ratelimit-limit": "3000"}, b"")) is None


class Answering:
    """A network with one answer."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.asked.append((method, url))
        return self.answer


def context(answer: Answer, refresh: str = "refresh") -> Context:
    account = Account("a", Platform.BLUESKY, "https://pds.example", "did:plc:1", "access", refresh, is_sandbox=False)
    return Context(account, Answering(answer), MovableClock(NOW))


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (refusal(400, "ExpiredToken"), F.AUTH_REVOKED),
        (refusal(400, "InvalidToken"), F.AUTH_REVOKED),
        (refusal(401), F.AUTH_REVOKED),
        (refusal(400, "InvalidRequest", "Could not find user info for account"), F.AUTH_REVOKED),
        (refusal(401, "AccountTakedown"), F.ACCOUNT_RESTRICTED),
        (refusal(429, "RateLimitExceeded"), F.RATE_LIMITED),
        (refusal(502, "UpstreamFailure"), F.TRANSIENT),
        (Answer(400, {}, b"<html>a proxy</html>"), F.TRANSIENT),
        (Answer(200, {}, b"{}"), F.TRANSIENT),
        (Answer(200, {}, b'{"accessJwt": "a"}'), F.TRANSIENT),
    ],
)
def test_only_a_refusal_of_the_server_ends_the_login(answer, failure):
    with pytest.raises(PlatformError) as caught:
        CONNECTORS["bluesky"].refresh(context(answer))
    assert caught.value.failure is failure


def test_nothing_is_asked_without_a_refresh_token():
    ctx = context(refusal(400), refresh="")
    with pytest.raises(PlatformError) as caught:
        CONNECTORS["bluesky"].refresh(ctx)
    assert (caught.value.failure, ctx.http.asked) == (F.AUTH_REVOKED, [])


@pytest.mark.parametrize(
    ("token", "expires_at"),
    [
        ("h.eyJleHAiOiAxNzk1MzAwMDAwfQ.s", datetime.fromtimestamp(1795300000, UTC)),
        ("h.eyJleHAiOiAiMTc5NSJ9.s", None),
        ("h.W10.s", None),
        ("h.eyJleHAiOiAxZTMwMH0.s", None),
        ("opaque", None),
        ("a.é.c", None),
    ],
)
def test_expiry_is_read_where_the_token_tells_it(token, expires_at):
    answer = Answer(200, {}, json.dumps({"accessJwt": token, "refreshJwt": "r"}).encode())
    tokens = CONNECTORS["bluesky"].refresh(context(answer))
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_at) == (token, "r", expires_at)


def opened(endpoint: object, **changes: object) -> Answer:
    service = [{"id": "#other", "serviceEndpoint": "https://other.example"}, {"id": "#atproto_pds", "serviceEndpoint": endpoint}]
    body = {"accessJwt": "a", "refreshJwt": "r", "did": "did:plc:1", "handle": "a.example", "didDoc": {"service": service}}
    return Answer(200, {}, json.dumps({**body, **changes}).encode())


@pytest.mark.parametrize(
    ("endpoint", "base"),
    [
        ("https://shimeji.us-east.host.bsky.network", "https://shimeji.us-east.host.bsky.network"),
        ("https://pds.example/", "https://pds.example"),
        ("http://pds.example", "https://bsky.social"),
        (None, "https://bsky.social"),
    ],
)
def test_session_names_the_server_of_the_account_and_keeps_to_encryption(endpoint, base):
    http = Answering(opened(endpoint))
    _, profile = session(http, MovableClock(NOW), "https://bsky.social/", "@a.example", "abcd-efgh")
    assert (profile.base_url, profile.external_id, profile.display_name) == (base, "did:plc:1", "a.example")
    assert http.asked == [("POST", "https://bsky.social/xrpc/com.atproto.server.createSession")]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (refusal(401, "AuthenticationRequired"), F.AUTH_REVOKED),
        (refusal(401, "AuthFactorTokenRequired"), F.AUTH_REVOKED),
        (refusal(429, "RateLimitExceeded"), F.RATE_LIMITED),
        (opened("https://pds.example", did=None), F.TRANSIENT),
        (Answer(503, {}, b""), F.TRANSIENT),
    ],
)
def test_login_that_fails_says_why(answer, failure):
    with pytest.raises(PlatformError) as caught:
        session(Answering(answer), MovableClock(NOW), "https://bsky.social", "a.example", "abcd-efgh")
    assert caught.value.failure is failure
