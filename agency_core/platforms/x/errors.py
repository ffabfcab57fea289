"""What X's refusals mean, by status, and by type and words where the status says too little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms.reading import an_object, objects
from agency_core.platforms.wire import LONGEST_PAUSE, retry_after

_WINDOW = timedelta(minutes=15)
_CAPPED = "usage-capped"
_BY_STATUS = {
    401: Failure.AUTH_EXPIRED,
    402: Failure.BILLING_REQUIRED,
    403: Failure.PERMISSION_DENIED,
    404: Failure.NOT_FOUND,
    408: Failure.TRANSIENT,
    409: Failure.TRANSIENT,
    413: Failure.MEDIA_REJECTED,
    429: Failure.RATE_LIMITED,
}
_BY_WORDS = {
    403: (
        ("duplicate content", Failure.DUPLICATE_CONTENT),
        ("suspended", Failure.ACCOUNT_RESTRICTED),
        ("locked", Failure.ACCOUNT_RESTRICTED),
        ("too long", Failure.CONTENT_REJECTED),
    ),
    400: (("media ids are invalid", Failure.MEDIA_EXPIRED), ("invalidmedia", Failure.MEDIA_REJECTED)),
}
_REMEDIES = {
    Failure.BILLING_REQUIRED: "Buy credits for the application in X's developer console, then connect the account again.",
    Failure.PERMISSION_DENIED: "Check what the account and the application may do on X; replies need to have been invited.",
    Failure.ACCOUNT_RESTRICTED: "Open X and see what the account is asked to do.",
    Failure.QUOTA_EXHAUSTED: "Raise the application's spending limit in X's developer console.",
    Failure.MEDIA_REJECTED: "Use a JPEG, PNG, WebP or GIF picture, or an MP4 of half a second to 140 seconds.",
}


def classified(answer: Answer, now: datetime) -> PlatformError:
    """The failure that an answer which is not 2xx stands for."""
    said = _said(answer)
    first = next(iter(objects(said, "errors")), {})
    message = str(said.get("detail") or first.get("message") or said.get("title") or f"X answered {answer.status}.")
    failure = _failure(answer.status, said, f"{message} {first.get('message', '')}".lower())
    return PlatformError(
        failure,
        message,
        network_code=str(said.get("title") or answer.status),
        http_status=answer.status,
        retry_at=_retry_at(failure, answer, now),
        field=next(iter(an_object(first, "parameters")), ""),
        remedy=_REMEDIES.get(failure, ""),
    )


def reset_of(answer: Answer, prefix: str = "x-rate-limit") -> datetime | None:
    """When the window of the header `{prefix}-reset` ends; None without one that can be a time."""
    text = answer.headers.get(f"{prefix}-reset", "").strip()
    return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() and len(text) <= 10 else None


def _failure(status: int, said: dict[str, Any], words: str) -> Failure:
    if status in {403, 429} and (_CAPPED in str(said.get("type", "")) or said.get("title") == "UsageCapExceeded"):
        return Failure.QUOTA_EXHAUSTED
    told = next((failure for sign, failure in _BY_WORDS.get(status, ()) if sign in words), None)
    if told or status in _BY_STATUS:
        return told or _BY_STATUS[status]
    return Failure.CONTENT_REJECTED if 400 <= status < 500 else Failure.TRANSIENT


def _said(answer: Answer) -> dict[str, Any]:
    try:
        body = answer.json()
    except AnswerLost:
        return {}  # a proxy's error page: the status alone decides
    return body if isinstance(body, dict) else {}


def _retry_at(failure: Failure, answer: Answer, now: datetime) -> datetime | None:
    if failure is Failure.TRANSIENT:
        return retry_after(answer, now)
    if failure not in {Failure.RATE_LIMITED, Failure.QUOTA_EXHAUSTED}:
        return None
    day = answer.headers.get("x-user-limit-24hour-remaining") == "0"
    reset = reset_of(answer, "x-user-limit-24hour" if day else "x-rate-limit")
    if reset is not None:
        return min(max(reset, now), now + LONGEST_PAUSE)
    return retry_after(answer, now) or (now + _WINDOW if failure is Failure.RATE_LIMITED else None)
