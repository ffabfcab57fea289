"""What the Graph interface says in its headers of the calls that are left: percentages, and minutes until there are more."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from agency_core.domain.publishing import RateNote
from agency_core.http_client import Answer
from agency_core.platforms.base import Context
from agency_core.platforms.reading import number, objects
from agency_core.platforms.wire import LONGEST_PAUSE

_APP, _BUSINESS = "x-app-usage", "x-business-use-case-usage"
_SHARES = ("call_count", "total_time", "total_cputime")
_ALL = 100
_HOUR = timedelta(hours=1)


def noted(answer: Answer, ctx: Context) -> None:
    """Pass on what the headers say: `limit` is 100 and `remaining` what is left of it in percent.

    The percentages count over a rolling hour, so one that is used up is free again after an hour at the latest.
    """
    entries = [*_of_app(answer), *_of_business(answer)]
    shares = [share for entry in entries for share in (number(entry.get(name)) for name in _SHARES) if share is not None]
    minutes = _longest(entries)
    if not shares and not minutes:
        return
    remaining = 0 if minutes else max(0, int(_ALL - max(shares)))
    wait = timedelta(minutes=minutes) if minutes else _HOUR
    reset_at = None if remaining else ctx.clock.now() + min(wait, LONGEST_PAUSE)
    ctx.heard(RateNote(_ALL, remaining, reset_at))


def minutes_to_wait(answer: Answer) -> float:
    """The longest `estimated_time_to_regain_access` in the business usage header; 0 when it says none."""
    return _longest(_of_business(answer))


def _longest(entries: Iterable[dict[str, Any]]) -> float:
    waits = (number(entry.get("estimated_time_to_regain_access")) or 0.0 for entry in entries)
    return min(max(waits, default=0.0), LONGEST_PAUSE / timedelta(minutes=1))


def _of_app(answer: Answer) -> list[dict[str, Any]]:
    usage = _read(answer.headers.get(_APP, ""))
    return [usage] if usage else []


def _of_business(answer: Answer) -> list[dict[str, Any]]:
    usage = _read(answer.headers.get(_BUSINESS, ""))
    return [entry for owner in usage for entry in objects(usage, owner)]


def _read(header: str) -> dict[str, Any]:
    try:
        usage = json.loads(header)
    except (ValueError, RecursionError):
        return {}  # a note that cannot be read says nothing
    return usage if isinstance(usage, dict) else {}
