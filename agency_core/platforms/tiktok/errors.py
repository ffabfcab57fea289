"""What TikTok's refusals mean, by code: they come with any status, a good one included."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms.reading import an_object, identifier
from agency_core.platforms.wire import LONGEST_PAUSE, retry_after

FINE = "ok"
_PAUSE = timedelta(minutes=1)
_BY_CODE = {
    "access_token_invalid": Failure.AUTH_EXPIRED,
    "scope_not_authorized": Failure.AUTH_REVOKED,
    "scope_permission_missed": Failure.AUTH_REVOKED,
    "rate_limit_exceeded": Failure.RATE_LIMITED,
    "spam_risk_too_many_posts": Failure.QUOTA_EXHAUSTED,
    "spam_risk_too_many_pending_share": Failure.QUOTA_EXHAUSTED,
    "reached_active_user_cap": Failure.QUOTA_EXHAUSTED,
    "spam_risk_user_banned_from_posting": Failure.ACCOUNT_RESTRICTED,
    "unaudited_client_can_only_post_to_private_accounts": Failure.PERMISSION_DENIED,
    "url_ownership_unverified": Failure.PERMISSION_DENIED,
    "privacy_level_option_mismatch": Failure.CONTENT_REJECTED,
    "invalid_param": Failure.CONTENT_REJECTED,
    "invalid_params": Failure.CONTENT_REJECTED,
    "invalid_publish_id": Failure.NOT_FOUND,
    "internal_error": Failure.TRANSIENT,
}
_BY_STATUS = {
    401: Failure.AUTH_EXPIRED,
    403: Failure.PERMISSION_DENIED,
    404: Failure.NOT_FOUND,
    408: Failure.TRANSIENT,
    409: Failure.TRANSIENT,
    429: Failure.RATE_LIMITED,
}
_REMEDIES = {
    Failure.AUTH_REVOKED: "Connect the account again and grant every permission that is asked for.",
    Failure.ACCOUNT_RESTRICTED: "Open TikTok and see what the account is asked to do.",
}
_REMEDY_BY_CODE = {
    "unaudited_client_can_only_post_to_private_accounts": "Make the account private, or have TikTok audit your application.",
    "url_ownership_unverified": "Verify the domain of AGENCY_PUBLIC_URL in TikTok's developer portal.",
    "privacy_level_option_mismatch": "Choose who can see it among what the account allows.",
}
_BAD_MEDIA = frozenset(
    {"duration_check_failed", "file_format_check_failed", "frame_rate_check_failed", "picture_size_check_failed"}
)
_TRY_ANEW = frozenset({"internal", "video_pull_failed", "photo_pull_failed"})


def classified(answer: Answer, now: datetime) -> PlatformError:
    """The failure that an answer stands for whose code is not `ok`."""
    error = said(answer)
    code = identifier(error.get("code"))
    moved = 300 <= answer.status < 400
    failure = _by_status(answer.status) if moved else _BY_CODE.get(code) or _by_status(answer.status)
    return PlatformError(
        failure,
        identifier(error.get("message")) or f"TikTok answered {code or answer.status}.",
        network_code=code or str(answer.status),
        http_status=answer.status,
        retry_at=_retry_at(failure, answer, now),
        field="options" if code == "privacy_level_option_mismatch" else "",
        remedy=_REMEDY_BY_CODE.get(code, _REMEDIES.get(failure, "")),
    )


def said(answer: Answer) -> dict[str, Any]:
    """The error object of an answer, which is there even when all is well; empty when it holds none."""
    try:
        body = answer.json()
    except AnswerLost:
        return {}  # a proxy's error page: the status alone decides
    return an_object(body, "error") if isinstance(body, dict) else {}


def is_fine(answer: Answer) -> bool:
    """Whether an answer is good by its status and by its code."""
    return answer.ok and identifier(said(answer).get("code")) in {FINE, ""}


def publish_failure(reason: str) -> PlatformError:
    """Why a publication ended in FAILED: what may go better the next time begins anew, because nothing was published."""
    message = f"TikTok could not publish it: {reason or 'no reason given'}."
    if reason in _TRY_ANEW:
        return PlatformError(Failure.MEDIA_EXPIRED, message, network_code=reason)
    if reason in _BAD_MEDIA:
        remedy = "Use an MP4 with H.264, 23 to 60 pictures a second and sides of 360 to 4096 pixels; JPEG or WebP for photos."
        return PlatformError(Failure.MEDIA_REJECTED, message, network_code=reason, field="media", remedy=remedy)
    if reason == "auth_removed":
        return PlatformError(Failure.AUTH_REVOKED, message, network_code=reason, remedy=_REMEDIES[Failure.AUTH_REVOKED])
    return PlatformError(Failure.CONTENT_REJECTED, message, network_code=reason)


def _by_status(status: int) -> Failure:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return Failure.CONTENT_REJECTED if 400 <= status < 500 else Failure.TRANSIENT


def _retry_at(failure: Failure, answer: Answer, now: datetime) -> datetime | None:
    if failure is Failure.QUOTA_EXHAUSTED:
        return now + LONGEST_PAUSE  # the daily caps are rolling windows
    if failure is Failure.RATE_LIMITED:
        return retry_after(answer, now) or now + _PAUSE
    return retry_after(answer, now) if failure is Failure.TRANSIENT else None
