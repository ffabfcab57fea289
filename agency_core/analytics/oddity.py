"""What was to be expected of a day by the eight weeks before, and which days are odd."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import median

WEEKS = 8
BEFORE = 7 * WEEKS
"""Days that say what is to be expected of the next."""
LEAST = 14
"""So many of them have to be known."""
_LEAST_OF_A_WEEKDAY = 4
_WIDTH = 3.5 * 1.4826
"""A day is odd that lies further from the middle than this times the median deviation: 3.5 sigma, were it a normal one."""

_WORTH = 0.7
"""Weekdays count when they bring the distances down to this: eight weeks of chance alone bring them down a little."""

Known = Sequence[tuple[int, float]]


def expected(values: Sequence[float | None], place: int, *, counts: bool = True) -> tuple[float, float] | None:
    """Between what a day was to be expected; None where too few days before it are known.

    The middle is the median of the days before, moved by how much this weekday usually differs, where weekdays matter; the
    width is the median distance of those days from the middle of theirs. A few outliers in the past move neither.

    Args:
        values: one for each day, in order.
        place: the day asked about; the 56 before it are looked at, as far as they are there.
        counts: they count something, so that chance alone makes a day differ by about the root of its value.
    """
    before = [(at, value) for at in range(max(0, place - BEFORE), place) if (value := values[at]) is not None]
    if len(before) < LEAST:
        return None
    whole = median(value for _, value in before)
    shifts = [_shift(before, whole, (place + day) % 7) for day in range(7)]
    plain = [abs(value - whole) for _, value in before]
    moved = [abs(value - whole - shifts[(at - place) % 7]) for at, value in before]
    middle, distances = (whole + shifts[0], moved) if sum(moved) < _WORTH * sum(plain) else (whole, plain)
    distance = median(distances)
    chance = sqrt(max(middle, 1.0)) / 1.4826 if counts else 0.0
    width = _WIDTH * max(distance, chance)
    return max(0.0, middle - width), middle + width


def _shift(before: Known, whole: float, weekday: int) -> float:
    mine = [value for at, value in before if at % 7 == weekday]
    return median(mine) - whole if len(mine) >= _LEAST_OF_A_WEEKDAY else 0.0
