"""What YouTube's refusals mean: by the reason of the first error, then by the status."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms.reading import an_object, identifier, objects
from agency_core.platforms.wire import LONGEST_PAUSE, retry_after

_PACIFIC = ZoneInfo("America/Los_Angeles")
_PAUSE = timedelta(minutes=1)
_UPLOAD_LIMIT = "uploadLimitExceeded"
_BY_REASON = {
    "authError": Failure.AUTH_EXPIRED,
    "required": Failure.AUTH_EXPIRED,
    "quotaExceeded": Failure.QUOTA_EXHAUSTED,
    "dailyLimitExceeded": Failure.QUOTA_EXHAUSTED,
    _UPLOAD_LIMIT: Failure.QUOTA_EXHAUSTED,
    "rateLimitExceeded": Failure.RATE_LIMITED,
    "userRateLimitExceeded": Failure.RATE_LIMITED,
    "invalidTitle": Failure.CONTENT_REJECTED,
    "invalidDescription": Failure.CONTENT_REJECTED,
    "invalidVideoMetadata": Failure.CONTENT_REJECTED,
    "mediaBodyRequired": Failure.MEDIA_REJECTED,
    "invalidFilename": Failure.MEDIA_REJECTED,
    "forbidden": Failure.PERMISSION_DENIED,
    "insufficientPermissions": Failure.PERMISSION_DENIED,
    "youtubeSignupRequired": Failure.PERMISSION_DENIED,
    "forbiddenPrivacySetting": Failure.PERMISSION_DENIED,
    "forbiddenLicenseSetting": Failure.PERMISSION_DENIED,
    "accountSuspended": Failure.ACCOUNT_RESTRICTED,
    "accountClosed": Failure.ACCOUNT_RESTRICTED,
    "videoNotFound": Failure.NOT_FOUND,
    "backendError": Failure.TRANSIENT,
}
_BY_STATUS = {
    401: Failure.AUTH_EXPIRED,
    403: Failure.PERMISSION_DENIED,
    404: Failure.NOT_FOUND,
    408: Failure.TRANSIENT,
    409: Failure.TRANSIENT,
    410: Failure.NOT_FOUND,
    429: Failure.RATE_LIMITED,
}
_FIELDS = {"invalidTitle": "title", "invalidDescription": "text"}
_REMEDIES = {
    Failure.PERMISSION_DENIED: "Connect the account again, as the owner, and grant the permission to upload.",
    Failure.ACCOUNT_RESTRICTED: "Open YouTube Studio and see what the account is asked to do.",
}


def classified(answer: Answer, now: datetime) -> PlatformError:
    """The failure that an answer which is not 2xx stands for."""
    said = _said(answer)
    reason = identifier(next(iter(objects(said, "errors")), {}).get("reason"))
    failure = _by_status(answer.status) if answer.status < 400 else _BY_REASON.get(reason) or _by_status(answer.status)
    return PlatformError(
        failure,
        identifier(said.get("message")) or f"YouTube answered {answer.status}.",
        network_code=reason or str(answer.status),
        http_status=answer.status,
        retry_at=_retry_at(failure, reason, answer, now),
        field=_FIELDS.get(reason, "media" if failure is Failure.MEDIA_REJECTED else ""),
        remedy=_REMEDIES.get(failure, ""),
    )


def next_pacific_midnight(now: datetime) -> datetime:
    """When YouTube's daily quotas start anew, in UTC."""
    tomorrow = now.astimezone(_PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), _PACIFIC).astimezone(now.tzinfo)


def _by_status(status: int) -> Failure:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return Failure.CONTENT_REJECTED if 400 <= status < 500 else Failure.TRANSIENT


def _said(answer: Answer) -> dict[str, Any]:
    try:
        body = answer.json()
    except AnswerLost:
        return {}  # an upload server's plain page: the status alone decides
    return an_object(body, "error") if isinstance(body, dict) else {}


def _retry_at(failure: Failure, reason: str, answer: Answer, now: datetime) -> datetime | None:
    if failure is Failure.QUOTA_EXHAUSTED:
        return now + LONGEST_PAUSE if reason == _UPLOAD_LIMIT else next_pacific_midnight(now)
    if failure is Failure.RATE_LIMITED:
        return retry_after(answer, now) or now + _PAUSE
    return retry_after(answer, now) if failure is Failure.TRANSIENT else None
