"""What every notifier offers, what it is given, and how a message can be refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, Protocol

from agency_core.errors import AgencyError
from agency_core.http_client import AddressRefused, Answer, AnswerLost, Call, HttpClient, NothingSent
from agency_core.mail import Mail
from agency_core.notifiers.addresses import ALLOW, host_of
from agency_core.notifiers.letter import Letter

SECONDS = 15.0
"""The deadline of one call."""
ANSWER_BYTES = 200_000
LONGEST_WAIT = 6 * 3600.0
SAID_LIMIT = 200


@dataclass(frozen=True)
class Field:
    """One thing to fill in. A secret is sealed and never shown again; `usual` is taken where nothing is given."""

    name: str
    label: str
    help: str
    secret: bool = False
    required: bool = True
    usual: str = ""
    example: str = ""
    longest: int = 2_000


@dataclass(frozen=True)
class Ways:
    """The ways to the outside, the hosts of the own network that may be told, and when it is."""

    http: HttpClient
    mail: Mail
    allowed: frozenset[str]
    now: datetime


class NotTaken(AgencyError):
    """The service did not take the message."""

    code = "not_taken"
    status = 502

    def __init__(self, message: str, *, remedy: str = "", is_final: bool = False, wait: float | None = None) -> None:
        """Say why.

        Args:
            message: what happened, without the secret parts of an address.
            remedy: what to do about it.
            is_final: asking again would bring the same answer.
            wait: seconds that the service asked to wait.
        """
        super().__init__(message, remedy=remedy)
        self.is_final = is_final
        self.wait = wait


class Notifier(Protocol):
    """Tells people through one service. It keeps no state; `values` are its fields by name, all of them filled in."""

    name: str
    label: str
    about: str
    fields: tuple[Field, ...]

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        """`values` tidied.

        Raises:
            Invalid: one of them cannot be right; `field` names it.
        """
        ...

    def target(self, values: Mapping[str, str]) -> str:
        """Where it leads, without the secret."""
        ...

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        """Hand `letter` over; what the service said, in a few words.

        Raises:
            NotTaken: it did not take it.
        """
        ...


@dataclass(frozen=True)
class Post:
    """A request to a service, and by which name errors call the service."""

    url: str
    call: Call
    service: str


def post(ways: Ways, asked: Post) -> Answer:
    """Send `asked` once; the answer, when it is a yes.

    Raises:
        NotTaken: it is a no, or there is none. When the answer is lost, the message may be repeated.
    """
    host = host_of(asked.url)
    try:
        answer = ways.http.request("POST", asked.url, asked.call, deadline=SECONDS, cap=ANSWER_BYTES)
    except AddressRefused as error:
        remedy = f"If it is yours, name it in {ALLOW}: [\"{host}\"]."
        raise NotTaken(f"{host} lies in a private network.", remedy=remedy, is_final=True) from error
    except NothingSent as error:
        raise NotTaken(f"{host} could not be reached.", remedy="Check the address; it is tried again.") from error
    except AnswerLost as error:
        raise NotTaken(f"{host} gave no usable answer in time.", remedy="It is tried again, so it may come twice.") from error
    if not answer.ok:
        raise _refusal(answer, asked, ways.now)
    return answer


def _refusal(answer: Answer, asked: Post, now: datetime) -> NotTaken:
    said = words(answer.body)
    message = f"{asked.service} answered {answer.status}" + (f": {said}" if said else ".")
    if 300 <= answer.status < 400:
        return NotTaken(message, remedy="It moved: enter its new address; redirects are not followed.", is_final=True)
    if answer.status in {401, 403, 404, 410}:
        return NotTaken(message, remedy="Check its address and token, and that it still exists there.", is_final=True)
    if answer.status in {408, 409, 425, 429} or answer.status >= 500:
        return NotTaken(message, wait=asked_to_wait(answer, now))
    return NotTaken(message, remedy="The service does not accept such a message.", is_final=True)


def asked_to_wait(answer: Answer, now: datetime) -> float | None:
    """Seconds that an answer asks to wait (Retry-After as seconds or as a date, or `retry_after` in JSON), at most six hours."""
    told = answer.headers.get("retry-after", "") or _in_json(answer)
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(told) - now).total_seconds()
        except (ValueError, TypeError):  # no date, or one without a zone
            return None
    return min(max(seconds, 0.0), LONGEST_WAIT) if isfinite(seconds) else None


def _in_json(answer: Answer) -> str:
    found = as_json(answer)
    inner = found.get("parameters")
    return str(found.get("retry_after") or (inner.get("retry_after") if isinstance(inner, dict) else "") or "")


def words(body: bytes) -> str:
    """The beginning of an answer in one printable line; nothing of a page of HTML."""
    text = body[:2_000].decode("utf-8", "replace")
    if text.lstrip()[:1] == "<":
        return ""
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line[:SAID_LIMIT]


def as_json(answer: Answer) -> Mapping[str, Any]:
    """The body as a JSON object; empty when it is none."""
    try:
        found = answer.json()
    except AnswerLost:  # a service may say yes in any words
        return {}
    return found if isinstance(found, dict) else {}
