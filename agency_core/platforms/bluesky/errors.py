"""What Bluesky's refusals mean: by the name of the error, then by status. An expired token is a 400 here, not a 401."""

from __future__ import annotations

from datetime import UTC, datetime

from agency_core.domain.publishing import Failure, PlatformError, RateNote
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms.wire import LONGEST_PAUSE, retry_after

_BY_NAME = {
    "ExpiredToken": Failure.AUTH_EXPIRED,
    "InvalidToken": Failure.AUTH_EXPIRED,
    "AuthMissing": Failure.AUTH_EXPIRED,
    "AuthenticationRequired": Failure.AUTH_EXPIRED,
    "AuthFactorTokenRequired": Failure.AUTH_REVOKED,
    "AccountNotFound": Failure.AUTH_REVOKED,
    "AccountTakedown": Failure.ACCOUNT_RESTRICTED,
    "AccountDeactivated": Failure.ACCOUNT_RESTRICTED,
    "AccountSuspended": Failure.ACCOUNT_RESTRICTED,
    "RepoTakendown": Failure.ACCOUNT_RESTRICTED,
    "RateLimitExceeded": Failure.RATE_LIMITED,
    "PayloadTooLarge": Failure.MEDIA_REJECTED,
    "BlobTooLarge": Failure.MEDIA_REJECTED,
    "InvalidMimeType": Failure.MEDIA_REJECTED,
    "InvalidSize": Failure.MEDIA_REJECTED,
    "HandleNotFound": Failure.NOT_FOUND,
    "BlobNotFound": Failure.MEDIA_EXPIRED,
    "RecordNotFound": Failure.NOT_FOUND,
    "UpstreamFailure": Failure.TRANSIENT,
    "UpstreamTimeout": Failure.TRANSIENT,
}
_BY_STATUS = {
    401: Failure.AUTH_EXPIRED,
    403: Failure.PERMISSION_DENIED,
    404: Failure.NOT_FOUND,
    408: Failure.TRANSIENT,
    409: Failure.TRANSIENT,
    413: Failure.MEDIA_REJECTED,
    429: Failure.RATE_LIMITED,
}
_REMEDIES = {
    Failure.AUTH_REVOKED: "Connect the account again, with an app password.",
    Failure.ACCOUNT_RESTRICTED: "Open Bluesky and see what the account is asked to do.",
    Failure.MEDIA_REJECTED: "Use a JPEG, PNG or WebP picture of at most 2 MB.",
}
_FIELDS = {Failure.MEDIA_REJECTED: "media"}


def classified(answer: Answer, now: datetime) -> PlatformError:
    """The failure that an answer which is not 2xx stands for."""
    name, message = said(answer)
    failure = _BY_NAME.get(name) or _by_status(answer.status)
    return PlatformError(
        failure,
        message or f"Bluesky answered {answer.status}.",
        network_code=name or str(answer.status),
        http_status=answer.status,
        retry_at=_retry_at(failure, answer, now),
        field=_FIELDS.get(failure, "text" if "record.text" in message else ""),
        remedy=_REMEDIES.get(failure, ""),
    )


def said(answer: Answer) -> tuple[str, str]:
    """Name and message of an error; empty where the answer holds none."""
    try:
        body = answer.json()
    except AnswerLost:
        return "", ""  # a proxy's error page: the status alone decides
    if not isinstance(body, dict):
        return "", ""
    found = [body.get(key) for key in ("error", "message")]
    name, message = (text if isinstance(text, str) else "" for text in found)
    return name, message


def rate_note(answer: Answer) -> RateNote | None:
    """What the RateLimit headers say of the calls that are left; None without them."""
    limit, remaining, reset = (_whole(answer, f"ratelimit-{part}") for part in ("limit", "remaining", "reset"))
    if remaining is None:
        return None
    return RateNote(limit, remaining, _moment(reset))


def _by_status(status: int) -> Failure:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return Failure.CONTENT_REJECTED if 400 <= status < 500 else Failure.TRANSIENT


def _retry_at(failure: Failure, answer: Answer, now: datetime) -> datetime | None:
    """`Retry-After`, else the end of the window that `RateLimit-Reset` (seconds since 1970) names."""
    if failure not in {Failure.RATE_LIMITED, Failure.TRANSIENT}:
        return None
    named = retry_after(answer, now)
    reset = _moment(_whole(answer, "ratelimit-reset"))
    if named or failure is Failure.TRANSIENT or reset is None or reset <= now:
        return named
    return min(reset, now + LONGEST_PAUSE)


def _whole(answer: Answer, header: str) -> int | None:
    text = answer.headers.get(header, "").strip()
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
