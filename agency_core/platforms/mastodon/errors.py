"""What a server's refusals mean: by status alone, because their texts are in the language of the account."""

from __future__ import annotations

from datetime import UTC, datetime

from agency_core.domain.publishing import Failure, PlatformError, RateNote
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms.wire import LONGEST_PAUSE, retry_after

_BY_STATUS = {
    401: Failure.AUTH_REVOKED,
    403: Failure.PERMISSION_DENIED,
    404: Failure.NOT_FOUND,
    408: Failure.TRANSIENT,
    409: Failure.TRANSIENT,
    410: Failure.NOT_FOUND,
    425: Failure.TRANSIENT,
    429: Failure.RATE_LIMITED,
}
_REMEDIES = {
    Failure.AUTH_REVOKED: "Connect the account again: the permission was taken back on its server.",
    Failure.PERMISSION_DENIED: "Connect the account again and grant every permission, and look whether its server limits it.",
}


def classified(answer: Answer, now: datetime) -> PlatformError:
    """The failure that an answer which is not 2xx stands for."""
    failure = _by_status(answer.status)
    return PlatformError(
        failure,
        _said(answer) or f"The server answered {answer.status}.",
        network_code=str(answer.status),
        http_status=answer.status,
        retry_at=_retry_at(failure, answer, now),
        remedy=_REMEDIES.get(failure, ""),
    )


def rate_note(answer: Answer) -> RateNote:
    """What the headers say of the calls that are left."""
    limit, remaining = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("limit", "remaining"))
    return RateNote(
        int(limit) if limit.isdecimal() else None, int(remaining) if remaining.isdecimal() else None, _reset_at(answer)
    )


def _by_status(status: int) -> Failure:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return Failure.CONTENT_REJECTED if 400 <= status < 500 else Failure.TRANSIENT


def _said(answer: Answer) -> str:
    try:
        body = answer.json()
    except AnswerLost:
        return ""  # a proxy's error page: the status says enough
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, str) else ""


def _retry_at(failure: Failure, answer: Answer, now: datetime) -> datetime | None:
    if failure is Failure.RATE_LIMITED:
        reset = _reset_at(answer)
        return min(max(reset, now), now + LONGEST_PAUSE) if reset else retry_after(answer, now)
    return retry_after(answer, now) if failure is Failure.TRANSIENT else None


def _reset_at(answer: Answer) -> datetime | None:
    """When the window of calls ends: ISO 8601, with microseconds."""
    try:
        moment = datetime.fromisoformat(answer.headers.get("x-ratelimit-reset", ""))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
