"""What the Graph interface's refusals mean: by code and subcode, never by the text, which follows the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms.graph.usage import minutes_to_wait
from agency_core.platforms.reading import an_object, number
from agency_core.platforms.wire import LONGEST_PAUSE, retry_after

_GENERIC_PARAMETER = 100
_WINDOW = timedelta(hours=1)
_MEDIA_PAUSE = timedelta(seconds=5)

_BY_PAIR = {
    (190, 458): Failure.AUTH_REVOKED,
    (190, 459): Failure.AUTH_REVOKED,
    (190, 460): Failure.AUTH_REVOKED,
    (190, 464): Failure.AUTH_REVOKED,
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
_REMEDIES = {
    Failure.AUTH_REVOKED: "Connect the account again.",
    Failure.PERMISSION_DENIED: "Connect the account again and grant the permission to publish.",
    Failure.CONTRACT_SUNSET: "Update the product: this version of the Graph interface has ended.",
    Failure.MEDIA_REJECTED: "Check the picture or video, and that its address opens from everywhere.",
}


@dataclass(frozen=True)
class Refusals:
    """What one network's own codes mean, beside those that all networks of the Graph interface share.

    Looked up by code and subcode, then by subcode alone, then by code alone; `fields` names the part of a draft at fault.
    """

    network: str
    by_pair: Mapping[tuple[int, int], Failure] = field(default_factory=dict)
    by_subcode: Mapping[int, Failure] = field(default_factory=dict)
    by_code: Mapping[int, Failure] = field(default_factory=dict)
    fields: Mapping[tuple[int, int], str] = field(default_factory=dict)
    remedies: Mapping[Failure, str] = field(default_factory=dict)


def classified(answer: Answer, now: datetime, refusals: Refusals) -> PlatformError:
    """The failure that an answer with an error stands for."""
    error = said(answer)
    code, sub = (int(number(error.get(key)) or 0) for key in ("code", "error_subcode"))
    failure = _known(code, sub, refusals) or _unnamed(code, bool(error.get("is_transient")), answer.status)
    message = str(error.get("error_user_msg") or error.get("message") or f"{refusals.network} answered {answer.status}.")
    return PlatformError(
        failure,
        message,
        network_code=f"{code}/{sub}" if sub else str(code or answer.status),
        http_status=answer.status,
        retry_at=_retry_at(failure, answer, now),
        field=refusals.fields.get((code, sub), "media" if failure is Failure.MEDIA_REJECTED else ""),
        remedy=remedy_for(failure, refusals),
    )


def remedy_for(failure: Failure, refusals: Refusals) -> str:
    """What a person can do about a failure on this network."""
    return refusals.remedies.get(failure) or _REMEDIES.get(failure, "")


def said(answer: Answer) -> dict[str, Any]:
    """The error object of an answer; empty when it holds none."""
    try:
        body = answer.json()
    except AnswerLost:
        return {}  # a proxy's error page: the status alone decides
    return an_object(body, "error") if isinstance(body, dict) else {}


def names_wrong_parameter(error: PlatformError) -> bool:
    """Whether the refusal is the general one of a parameter, for example a metric that does not exist (any more)."""
    return error.failure is Failure.CONTENT_REJECTED and error.network_code.partition("/")[0] == str(_GENERIC_PARAMETER)


def _known(code: int, sub: int, own: Refusals) -> Failure | None:
    return (
        own.by_pair.get((code, sub)) or _BY_PAIR.get((code, sub)) or own.by_subcode.get(sub)
        or own.by_code.get(code) or _BY_CODE.get(code)
    )


def _unnamed(code: int, transient: bool, status: int) -> Failure:
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
    minutes = minutes_to_wait(answer)
    if minutes:
        return now + timedelta(minutes=minutes)
    return retry_after(answer, now) or now + _WINDOW
