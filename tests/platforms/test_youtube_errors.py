"""Every refusal that YouTube documents, and what follows from it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.publishing import Failure
from agency_core.http_client import Answer
from agency_core.platforms.youtube.errors import classified, next_pacific_midnight

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
F = Failure


def refusal(status: int, reason: str, **headers: str) -> Answer:
    body = {"error": {"code": status, "message": "No.", "errors": [{"domain": "youtube", "reason": reason, "message": "No."}]}}
    return Answer(status, headers, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "reason", "failure"),
    [
        (401, "authError", F.AUTH_EXPIRED), (401, "required", F.AUTH_EXPIRED), (401, "surprise", F.AUTH_EXPIRED),
        (401, "youtubeSignupRequired", F.PERMISSION_DENIED), (403, "quotaExceeded", F.QUOTA_EXHAUSTED),
        (403, "dailyLimitExceeded", F.QUOTA_EXHAUSTED), (400, "uploadLimitExceeded", F.QUOTA_EXHAUSTED),
        (403, "rateLimitExceeded", F.RATE_LIMITED), (403, "userRateLimitExceeded", F.RATE_LIMITED),
        (429, "surprise", F.RATE_LIMITED), (400, "invalidTitle", F.CONTENT_REJECTED), (400, "invalidTags", F.CONTENT_REJECTED),
        (400, "invalidDescription", F.CONTENT_REJECTED), (400, "invalidPublishAt", F.CONTENT_REJECTED),
        (400, "mediaBodyRequired", F.MEDIA_REJECTED), (400, "invalidFilename", F.MEDIA_REJECTED),
        (403, "forbidden", F.PERMISSION_DENIED), (403, "insufficientPermissions", F.PERMISSION_DENIED),
        (403, "forbiddenPrivacySetting", F.PERMISSION_DENIED), (403, "surprise", F.PERMISSION_DENIED),
        (403, "accountSuspended", F.ACCOUNT_RESTRICTED), (404, "videoNotFound", F.NOT_FOUND), (404, "surprise", F.NOT_FOUND),
        (408, "", F.TRANSIENT), (409, "", F.TRANSIENT), (418, "", F.CONTENT_REJECTED), (500, "", F.TRANSIENT),
        (503, "backendError", F.TRANSIENT), (301, "videoNotFound", F.TRANSIENT),
    ],
)  # fmt: skip
def test_reason_and_status_decide(status, reason, failure):
    error = classified(refusal(status, reason), NOW)
    assert (error.failure, error.network_code, error.http_status) == (failure, reason or str(status), status)


@pytest.mark.parametrize(("reason", "field"), [("invalidTitle", "title"), ("invalidDescription", "text"), ("invalidTags", "")])
def test_field_at_fault_is_named(reason, field):
    assert classified(refusal(400, reason), NOW).field == field


def test_page_that_is_not_json_is_read_by_its_status():
    error = classified(Answer(503, {"retry-after": "7"}, b"<html>"), NOW)
    assert (error.failure, error.retry_at, error.message) == (F.TRANSIENT, NOW + timedelta(seconds=7), "YouTube answered 503.")


@pytest.mark.parametrize(
    ("reason", "headers", "retry_at"),
    [
        ("quotaExceeded", {}, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("uploadLimitExceeded", {}, NOW + timedelta(days=1)),
        ("rateLimitExceeded", {}, NOW + timedelta(minutes=1)),
        ("rateLimitExceeded", {"retry-after": "30"}, NOW + timedelta(seconds=30)),
    ],
)
def test_next_call_is_named(reason, headers, retry_at):
    assert classified(refusal(403, reason, **headers), NOW).retry_at == retry_at


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-11-23T07:59:59+00:00", "2026-11-23T08:00:00+00:00"),
        ("2026-11-23T08:00:00+00:00", "2026-11-24T08:00:00+00:00"),
        ("2026-07-01T06:30:00+00:00", "2026-07-01T07:00:00+00:00"),
        ("2026-11-01T07:30:00+00:00", "2026-11-02T08:00:00+00:00"),
        ("2027-03-14T08:30:00+00:00", "2027-03-15T07:00:00+00:00"),
    ],
)
def test_day_of_the_quota_begins_at_midnight_in_california_in_summer_and_winter(now, midnight):
    assert next_pacific_midnight(datetime.fromisoformat(now)).isoformat() == midnight
