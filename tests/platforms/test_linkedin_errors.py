"""LinkedIn's refusals, one by one."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.publishing import Failure
from agency_core.http_client import Answer
from agency_core.platforms.linkedin.errors import classified, next_utc_day

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def refusal(status: int, code: str = "", inner: str = "", message: str = "said so", **headers: str) -> Answer:
    body: dict = {"status": status, "code": code, "message": message}
    if inner:
        place = {"inputPath": {"fieldPath": "/commentary"}}
        body["errorDetails"] = {"inputErrors": [{"code": inner, "description": message, "input": place}]}
    return Answer(status, headers, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("answer", "failure", "code"),
    [
        (refusal(401, "EXPIRED_ACCESS_TOKEN"), Failure.AUTH_EXPIRED, "EXPIRED_ACCESS_TOKEN"),
        (refusal(401, "INVALID_ACCESS_TOKEN"), Failure.AUTH_EXPIRED, "INVALID_ACCESS_TOKEN"),
        (refusal(401, "EMPTY_ACCESS_TOKEN"), Failure.AUTH_EXPIRED, "EMPTY_ACCESS_TOKEN"),
        (refusal(401, "REVOKED_ACCESS_TOKEN"), Failure.AUTH_REVOKED, "REVOKED_ACCESS_TOKEN"),
        (refusal(403, "ACCESS_DENIED"), Failure.PERMISSION_DENIED, "ACCESS_DENIED"),
        (refusal(404, "NOT_FOUND"), Failure.NOT_FOUND, "NOT_FOUND"),
        (refusal(429, "TOO_MANY_REQUESTS"), Failure.RATE_LIMITED, "TOO_MANY_REQUESTS"),
        (refusal(422, "UNPROCESSABLE_ENTITY", "DUPLICATE_POST"), Failure.DUPLICATE_CONTENT, "DUPLICATE_POST"),
        (refusal(422, "DUPLICATE_POST"), Failure.DUPLICATE_CONTENT, "DUPLICATE_POST"),
        (refusal(400, "MEDIA_ASSET_WAITING_UPLOAD"), Failure.MEDIA_PROCESSING, "MEDIA_ASSET_WAITING_UPLOAD"),
        (refusal(400, "", "MEDIA_ASSET_PROCESSING_FAILED"), Failure.MEDIA_EXPIRED, "MEDIA_ASSET_PROCESSING_FAILED"),
        (refusal(400, "EXPIRED_UPLOAD_URL"), Failure.MEDIA_EXPIRED, "EXPIRED_UPLOAD_URL"),
        (refusal(400, "MISSING_FIELD"), Failure.CONTENT_REJECTED, "MISSING_FIELD"),
        (refusal(400, "FIELD_LENGTH_TOO_LONG"), Failure.CONTENT_REJECTED, "FIELD_LENGTH_TOO_LONG"),
        (refusal(422, "SOMETHING_NEW"), Failure.CONTENT_REJECTED, "SOMETHING_NEW"),
        (refusal(409, "CONFLICT"), Failure.TRANSIENT, "CONFLICT"),
        (refusal(500), Failure.TRANSIENT, "500"),
        (refusal(503), Failure.TRANSIENT, "503"),
        (refusal(426, "NONEXISTENT_VERSION"), Failure.CONTRACT_SUNSET, "NONEXISTENT_VERSION"),
        (refusal(400, "VERSION_MISSING"), Failure.CONTRACT_SUNSET, "VERSION_MISSING"),
        (Answer(504, {}, b"<html>gateway</html>"), Failure.TRANSIENT, "504"),
        (Answer(400, {}, b"[]"), Failure.CONTENT_REJECTED, "400"),
    ],
)
def test_refusal_is_classified_by_status_and_code(answer, failure, code):
    error = classified(answer, NOW)
    assert (error.failure, error.network_code, error.http_status) == (failure, code, answer.status)


@pytest.mark.parametrize("urn", ["urn:li:share:7141", "urn:li:ugcPost:99"])
def test_duplicate_names_the_post_there_is(urn):
    error = classified(refusal(422, "X", "DUPLICATE_POST", f"Content is a duplicate of {urn}"), NOW)
    assert error.existing == urn
    assert classified(refusal(400, "MISSING_FIELD", "", f"about {urn}"), NOW).existing == ""


def test_rate_limit_without_headers_lasts_until_midnight_utc():
    assert classified(refusal(429), NOW).retry_at == MIDNIGHT
    assert classified(refusal(429, **{"retry-after": "120"}), NOW).retry_at == NOW + timedelta(minutes=2)
    assert classified(refusal(429, **{"retry-after": "9999999"}), NOW).retry_at == NOW + timedelta(hours=24)
    date = {"retry-after": "Mon, 23 Nov 2026 23:00:00 GMT"}
    assert classified(refusal(429, **date), NOW).retry_at == NOW + timedelta(minutes=30)
    assert classified(refusal(429, **{"retry-after": "later"}), NOW).retry_at == MIDNIGHT


def test_next_utc_day_is_always_ahead():
    assert next_utc_day(MIDNIGHT) == MIDNIGHT + timedelta(days=1)


def test_field_is_told_in_our_words():
    assert classified(refusal(400, "X", "FIELD_LENGTH_TOO_LONG"), NOW).field == "text"
