"""What the Graph interface's refusals mean: by code and subcode, never by the text, which follows the reader's language."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms.reading import an_object, number, objects
from agency_core.platforms.wire import LONGEST_PAUSE, retry_after

MISSING_CONTAINER = "24/2207008"
GENERIC_PARAMETER = 100
_WINDOW = timedelta(hours=1)
_MEDIA_PAUSE = timedelta(seconds=5)

_BY_PAIR = {
    (190, 458): Failure.AUTH_REVOKED,
    (190, 459): Failure.AUTH_REVOKED,
    (190, 460): Failure.AUTH_REVOKED,
    (190, 464): Failure.AUTH_REVOKED,
    (4, 2207051): Failure.ACCOUNT_RESTRICTED,
    (25, 2207050): Failure.ACCOUNT_RESTRICTED,
    (9, 2207042): Failure.QUOTA_EXHAUSTED,
    (9007, 2207027): Failure.MEDIA_PROCESSING,
    (24, 2207008): Failure.MEDIA_EXPIRED,
    (24, 2207006): Failure.MEDIA_EXPIRED,
    (-2, 2207020): Failure.MEDIA_EXPIRED,
    (-2, 2207003): Failure.TRANSIENT,
    (-1, 2207001): Failure.TRANSIENT,
    (-1, 2207032): Failure.TRANSIENT,
    (-1, 2207053): Failure.TRANSIENT,
    (9004, 2207052): Failure.MEDIA_REJECTED,
    (36000, 2207004): Failure.MEDIA_REJECTED,
    (36001, 2207005): Failure.MEDIA_REJECTED,
    (36003, 2207009): Failure.MEDIA_REJECTED,
    (352, 2207026): Failure.MEDIA_REJECTED,
    (1, 2207057): Failure.CONTENT_REJECTED,
    (100, 33): Failure.NOT_FOUND,
}
_BY_CODE = {
    -2: Failure.TRANSIENT,
    -1: Failure.TRANSIENT,
    1: Failure.TRANSIENT,
    2: Failure.TRANSIENT,
    3: Failure.PERMISSION_DENIED,
    4: Failure.RATE_LIMITED,
    10: Failure.PERMISSION_DENIED,
    17: Failure.RATE_LIMITED,
    32: Failure.RATE_LIMITED,
    100: Failure.CONTENT_REJECTED,
    102: Failure.AUTH_EXPIRED,
    190: Failure.AUTH_EXPIRED,
    341: Failure.RATE_LIMITED,
    613: Failure.RATE_LIMITED,
    2635: Failure.CONTRACT_SUNSET,
    36004: Failure.CONTENT_REJECTED,
    80001: Failure.RATE_LIMITED,
    80002: Failure.RATE_LIMITED,
}
_BY_STATUS = {
    401: Failure.AUTH_EXPIRED,
    403: Failure.PERMISSION_DENIED,
    404: Failure.NOT_FOUND,
    408: Failure.TRANSIENT,
    409: Failure.TRANSIENT,
    429: Failure.RATE_LIMITED,
}
_FIELDS = {(36004, 2207010): "text", (9004, 2207052): "media"}
_REMEDIES = {
    Failure.AUTH_REVOKED: "Connect the account again.",
    Failure.PERMISSION_DENIED: "Connect the account again and grant the permission to publish.",
    Failure.CONTRACT_SUNSET: "Update the product: this version of the Graph interface has ended.",
    Failure.ACCOUNT_RESTRICTED: "Open the Instagram app and see what the account is asked to do.",
    Failure.MEDIA_REJECTED: "Check the picture or video, and that its address opens from everywhere.",
}
_TRANSIENT_IN_CONTAINER = frozenset({2207001, 2207003, 2207006, 2207020, 2207032, 2207053})


def classified(answer: Answer, now: datetime) -> PlatformError:
    """The failure that an answer with an error stands for."""
    error = said(answer)
    code, sub = (int(number(error.get(key)) or 0) for key in ("code", "error_subcode"))
    failure = _failure(code, sub, bool(error.get("is_transient")), answer.status)
    message = str(error.get("error_user_msg") or error.get("message") or f"Instagram answered {answer.status}.")
    return PlatformError(
        failure,
        message,
        network_code=f"{code}/{sub}" if sub else str(code or answer.status),
        http_status=answer.status,
        retry_at=_retry_at(failure, answer, now),
        field=_FIELDS.get((code, sub), "media" if failure is Failure.MEDIA_REJECTED else ""),
        remedy=_REMEDIES.get(failure, ""),
    )


def said(answer: Answer) -> dict[str, Any]:
    """The error object of an answer; empty when it holds none."""
    try:
        body = answer.json()
    except AnswerLost:
        return {}  # a proxy's error page: the status alone decides
    return an_object(body, "error") if isinstance(body, dict) else {}


def container_failure(status: str) -> PlatformError:
    """Why a container ended in ERROR; `status` holds the subcode as its only number of seven digits.

    What may go better next time needs a new container, because this one stays as it is.
    """
    subcodes = {int(word) for word in "".join(c if c.isdigit() else " " for c in status).split() if len(word) == 7}
    lost = bool(subcodes & _TRANSIENT_IN_CONTAINER)
    failure = Failure.MEDIA_EXPIRED if lost else Failure.MEDIA_REJECTED
    network_code = str(min(subcodes)) if subcodes else "ERROR"
    message = status or "Instagram could not process the media."
    return PlatformError(failure, message, network_code=network_code, field="media", remedy=_REMEDIES.get(failure, ""))


def _failure(code: int, sub: int, transient: bool, status: int) -> Failure:
    known = _BY_PAIR.get((code, sub)) or _BY_CODE.get(code)
    if known:
        return known
    if 200 <= code <= 299:
        return Failure.PERMISSION_DENIED
    if transient:
        return Failure.TRANSIENT
    if status in _BY_STATUS and not code:
        return _BY_STATUS[status]
    return Failure.CONTENT_REJECTED if 400 <= status < 500 else Failure.TRANSIENT


def _retry_at(failure: Failure, answer: Answer, now: datetime) -> datetime | None:
    if failure is Failure.QUOTA_EXHAUSTED:
        return now + LONGEST_PAUSE  # the daily quota is a rolling window
    if failure is Failure.MEDIA_PROCESSING:
        return now + _MEDIA_PAUSE
    if failure is not Failure.RATE_LIMITED:
        return None
    minutes = _minutes_to_wait(answer.headers.get("x-business-use-case-usage", ""))
    if minutes:
        return now + min(timedelta(minutes=minutes), LONGEST_PAUSE)
    return retry_after(answer, now) or now + _WINDOW


def _minutes_to_wait(header: str) -> float:
    """The longest `estimated_time_to_regain_access` in the business usage header; 0 when it says none."""
    try:
        usage = json.loads(header)
    except ValueError:
        return 0.0
    if not isinstance(usage, dict):
        return 0.0
    entries = [entry for owner in usage for entry in objects(usage, owner)]
    return max((number(entry.get("estimated_time_to_regain_access")) or 0.0 for entry in entries), default=0.0)
