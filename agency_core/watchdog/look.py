"""One look at an agency, by the address at which it says how it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from agency_core.errors import AgencyError
from agency_core.http_client import Answer, HttpClient

PATH = "/api/system/status"
FOR_STRANGERS = "/api/system/health"
"""Where an agency in which people sign in says the same in fewer words."""
DEADLINE = 10.0
QUIET = 30.0
"""Seconds without a beat after which an engine stands still."""
HEALTHY, DEGRADED, DOWN, SILENT, STALLED = "healthy", "degraded", "down", "silent", "stalled"
_WORDS = {HEALTHY, DEGRADED, DOWN}


@dataclass(frozen=True)
class Sighting:
    """What was seen: a word, why, and for how many seconds it has been so as far as the agency itself tells."""

    word: str
    why: str = ""
    lasts: float = 0.0

    @property
    def is_up(self) -> bool:
        """Whether the agency works."""
        return self.word in {HEALTHY, DEGRADED}


class Look:
    """Looks at one agency, which may be on this machine or in a private network."""

    def __init__(self, base: str, deadline: float = DEADLINE) -> None:
        """`base` is the address of its dashboard or API, without a path; it has to answer within `deadline` seconds."""
        self._deadline = min(deadline, DEADLINE)
        self._base = base.rstrip("/")
        parts = urlsplit(base)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        self._http = HttpClient(frozenset({f"{parts.hostname}:{port}"}))

    def once(self) -> Sighting:
        """What is to be seen now; no answer is a sighting, too."""
        try:
            answer = self._ask(PATH)
            return _read(self._ask(FOR_STRANGERS) if answer.status == HTTPStatus.UNAUTHORIZED else answer)
        except AgencyError as error:
            return Sighting(SILENT, error.message)

    def _ask(self, path: str) -> Answer:
        return self._http.request("GET", f"{self._base}{path}", deadline=self._deadline, cap=1_000_000)


def _read(answer: Answer) -> Sighting:
    said = answer.json()
    word = str(said.get("system_status")) if isinstance(said, dict) else ""
    if word not in _WORDS:
        return Sighting(SILENT, f"{PATH} answered {answer.status}, and not with a status.")
    reasons = " ".join(str(each) for each in said.get("reasons", ()))
    quiet = _quiet(said)
    if word != DOWN and quiet > QUIET:
        return Sighting(STALLED, reasons, quiet)
    return Sighting(word, reasons)


def _quiet(said: Mapping[str, Any]) -> float:
    """Seconds since the engine beat last, by the agency's own clock; 0 when no engine ever ran."""
    try:
        beat, now = (datetime.fromisoformat(str(said[name])) for name in ("scheduler_beat_at", "timestamp"))
        return abs((now - beat).total_seconds())
    except (KeyError, ValueError, TypeError):  # it never beat, or comes from a version that does not tell
        return 0.0
