"""Moving along a transition table: the one way in which anything changes its state."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from agency_core.errors import Conflict

S = TypeVar("S", bound=StrEnum)


def move(allowed: Mapping[S, frozenset[S]], now: S, to: S, noun: str) -> S:
    """`to`, when the table allows it from `now`.

    Raises:
        Conflict: it does not; the message says what would be possible.
    """
    if to not in allowed[now]:
        ways = ", ".join(sorted(allowed[now])) or "nothing: this is its end"
        raise Conflict(f"{noun} is {now} and cannot become {to}.", field="status", remedy=f"From {now} it can become: {ways}.")
    return to
