"""One call to a network, and what a missing, broken or failing answer means before and at the irreversible call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from agency_core.domain.delivery import COMMIT_DEADLINE
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer, AnswerLost, Call, HttpClient, NothingSent

CALL_SECONDS = 30.0
UPLOAD_SECONDS = 60.0
LONGEST_PAUSE = timedelta(hours=24)


@dataclass(frozen=True)
class Ask:
    """A call to a network; `commit` marks the irreversible one, which is given up sooner unless `seconds` says otherwise."""

    method: str
    url: str
    call: Call = field(default_factory=Call)
    commit: bool = False
    seconds: float = 0.0


def send(http: HttpClient, ask: Ask) -> Answer:
    """The network's answer, whatever its status.

    Raises:
        PlatformError: TRANSIENT when nothing was sent; when the answer was lost, UNKNOWN_OUTCOME for the irreversible
            call and TRANSIENT for any other.
    """
    deadline = ask.seconds or (COMMIT_DEADLINE.total_seconds() if ask.commit else CALL_SECONDS)
    try:
        return http.request(ask.method, ask.url, ask.call, deadline=deadline)
    except NothingSent as error:
        raise PlatformError(Failure.TRANSIENT, error.message, remedy=error.remedy) from None
    except AnswerLost as error:
        raise PlatformError(_lost(ask), error.message) from None


def body_of(answer: Answer, ask: Ask) -> dict[str, Any]:
    """The JSON object in a successful answer.

    Raises:
        PlatformError: there is none, which is the same as no answer at all.
    """
    try:
        body = answer.json()
    except AnswerLost as error:
        raise PlatformError(_lost(ask), error.message, http_status=answer.status) from None
    if not isinstance(body, dict):
        raise PlatformError(_lost(ask), "The answer is not a JSON object.", http_status=answer.status)
    return body


def refused(error: PlatformError, ask: Ask) -> PlatformError:
    """`error` as it counts for `ask`: at the irreversible call a fault of the network proves nothing.

    The network may have acted before it stumbled, so what could simply be tried again elsewhere is unknown there.
    """
    stumbled = error.failure is Failure.TRANSIENT or (error.http_status or 0) >= 500
    if ask.commit and stumbled:
        error.failure = Failure.UNKNOWN_OUTCOME
    return error


def retry_after(answer: Answer, now: datetime) -> datetime | None:
    """When the `Retry-After` header allows the next call, at most a day ahead; None without a readable header."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return now + min(timedelta(seconds=min(int(text), 10**6)), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return min(moment, now + LONGEST_PAUSE)


def _lost(ask: Ask) -> Failure:
    return Failure.UNKNOWN_OUTCOME if ask.commit else Failure.TRANSIENT
