"""How fast an account may be used: its allowances, what the network said is left, room between posts, and a circuit breaker.

What was spent is kept with the account as plain JSON: `{"spent": [tokens missing from each allowance], "at": moment,
"limit": n, "remaining": n, "reset_at": moment}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from agency_core.domain.platform import Allowance
from agency_core.domain.publishing import Failure, RateNote

BREAKS_AFTER = 5
"""So many failures in a row that say nothing about the post, and the account is left alone for a while."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)
"""A network that says that nothing is left is asked again after so long at the latest."""
LONG_ENOUGH = timedelta(hours=1)
"""An allowance of a shorter time is waited for; one of a longer time can be missed for the rest of a day."""
STUMBLES = frozenset({Failure.TRANSIENT, Failure.UNKNOWN_OUTCOME})


def spent(budget: Mapping[str, Any], allowances: Sequence[Allowance], now: datetime) -> dict[str, Any]:
    """The budget after one more post."""
    return {**budget, "spent": [each + 1 for each in _missing(budget, allowances, now)], "at": now.isoformat()}


def heard(budget: Mapping[str, Any], note: RateNote, now: datetime) -> dict[str, Any]:
    """The budget with what an answer said of it; nobody is believed to wait longer than `LONGEST_WAIT`."""
    reset = min(note.reset_at, now + LONGEST_WAIT).isoformat() if note.reset_at else None
    return {**budget, "limit": note.limit, "remaining": note.remaining, "reset_at": reset}


def counted_until(budget: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The budget after a clock that was ahead was put right: what was counted in the future is counted now."""
    at = _moment(budget.get("at"))
    return {**budget, "at": now.isoformat()} if at is not None and at > now else dict(budget)


def waits_until(budget: Mapping[str, Any], allowances: Sequence[Allowance], now: datetime) -> datetime | None:
    """When the next post is within every allowance and within what the network said is left; None: now.

    Each allowance is a bucket that holds `posts` and is filled evenly over `per`.
    """
    moments = [
        now + (missing + 1 - each.posts) * (each.per / each.posts)
        for missing, each in zip(_missing(budget, allowances, now), allowances, strict=True)
        if missing + 1 > each.posts
    ]
    reset = _moment(budget.get("reset_at"))
    if budget.get("remaining") == 0 and reset is not None and reset > now:
        moments.append(reset)
    return max(moments, default=None)


def used_up(budget: Mapping[str, Any], allowances: Sequence[Allowance], now: datetime) -> float:
    """The share of the tightest allowance that is used up, 0 to 1; what fills up again within the hour does not count.

    It is by our own count, or by what the network said last, whichever is more.
    """
    shares = [
        missing / each.posts
        for missing, each in zip(_missing(budget, allowances, now), allowances, strict=True)
        if each.per >= LONG_ENOUGH
    ]
    limit, remaining, reset = budget.get("limit"), budget.get("remaining"), _moment(budget.get("reset_at"))
    if isinstance(limit, int) and isinstance(remaining, int) and limit > 0 and (reset is None or reset > now):
        shares.append(1 - remaining / limit)
    return min(1.0, max(shares, default=0.0))


def pause_after(failures_in_a_row: int) -> timedelta | None:
    """How long an account rests after so many stumbles in a row: a minute after the fifth, then twice as long each time."""
    over = failures_in_a_row - BREAKS_AFTER
    if over < 0:
        return None
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(over, 10), LONGEST_PAUSE)
    return pause


def _missing(budget: Mapping[str, Any], allowances: Sequence[Allowance], now: datetime) -> list[float]:
    before, at = budget.get("spent", []), _moment(budget.get("at"))
    if at is None or len(before) != len(allowances):
        return [0.0] * len(allowances)
    gone = max(now - at, timedelta(0))
    return [max(0.0, each - gone / (one.per / one.posts)) for each, one in zip(before, allowances, strict=True)]


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
