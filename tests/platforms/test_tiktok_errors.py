"""Every refusal that TikTok documents, and what follows from it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.publishing import Failure
from agency_core.http_client import Answer
from agency_core.platforms.tiktok.errors import classified, is_fine, publish_failure

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
F = Failure


def said(status: int, code: str, **headers: str) -> Answer:
    body = {"data": {}, "error": {"code": code, "message": "No.", "log_id": "1"}}
    return Answer(status, headers, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (401, "access_token_invalid", F.AUTH_EXPIRED), (401, "scope_not_authorized", F.AUTH_REVOKED), (401, "", F.AUTH_EXPIRED),
        (429, "rate_limit_exceeded", F.RATE_LIMITED), (200, "spam_risk_too_many_posts", F.QUOTA_EXHAUSTED),
        (403, "spam_risk_too_many_posts", F.QUOTA_EXHAUSTED), (403, "spam_risk_too_many_pending_share", F.QUOTA_EXHAUSTED),
        (403, "reached_active_user_cap", F.QUOTA_EXHAUSTED), (403, "spam_risk_user_banned_from_posting", F.ACCOUNT_RESTRICTED),
        (403, "unaudited_client_can_only_post_to_private_accounts", F.PERMISSION_DENIED),
        (403, "url_ownership_unverified", F.PERMISSION_DENIED), (403, "privacy_level_option_mismatch", F.CONTENT_REJECTED),
        (403, "surprise", F.PERMISSION_DENIED), (400, "invalid_param", F.CONTENT_REJECTED),
        (400, "invalid_publish_id", F.NOT_FOUND), (500, "internal_error", F.TRANSIENT), (200, "internal_error", F.TRANSIENT),
        (404, "", F.NOT_FOUND), (408, "", F.TRANSIENT), (302, "invalid_param", F.TRANSIENT), (418, "", F.CONTENT_REJECTED),
    ],
)  # fmt: skip
def test_code_and_status_decide(status, code, failure):
    error = classified(said(status, code), NOW)
    assert (error.failure, error.network_code, error.http_status) == (failure, code or str(status), status)


@pytest.mark.parametrize(
    ("answer", "fine"),
    [
        (said(200, "ok"), True),
        (said(200, "spam_risk_too_many_posts"), False),
        (said(400, "ok"), False),
        (Answer(201, {}, b""), True),
        (Answer(500, {}, b""), False),
    ],
)
def test_good_status_is_not_enough(answer, fine):
    assert is_fine(answer) is fine


@pytest.mark.parametrize(
    ("code", "headers", "retry_at"),
    [
        ("rate_limit_exceeded", {}, NOW + timedelta(minutes=1)),
        ("rate_limit_exceeded", {"retry-after": "5"}, NOW + timedelta(seconds=5)),
        ("spam_risk_too_many_posts", {}, NOW + timedelta(days=1)),
        ("invalid_param", {}, None),
    ],
)
def test_next_call_is_named(code, headers, retry_at):
    assert classified(said(429, code, **headers), NOW).retry_at == retry_at


@pytest.mark.parametrize(
    ("reason", "failure"),
    [
        ("file_format_check_failed", F.MEDIA_REJECTED), ("duration_check_failed", F.MEDIA_REJECTED),
        ("frame_rate_check_failed", F.MEDIA_REJECTED), ("picture_size_check_failed", F.MEDIA_REJECTED),
        ("internal", F.MEDIA_EXPIRED), ("video_pull_failed", F.MEDIA_EXPIRED), ("photo_pull_failed", F.MEDIA_EXPIRED),
        ("publish_cancelled", F.CONTENT_REJECTED), ("spam_risk", F.CONTENT_REJECTED), ("spam_risk_text", F.CONTENT_REJECTED),
        ("auth_removed", F.AUTH_REVOKED), ("", F.CONTENT_REJECTED),
    ],
)  # fmt: skip
def test_reason_of_a_failed_publication_decides(reason, failure):
    assert publish_failure(reason).failure is failure
