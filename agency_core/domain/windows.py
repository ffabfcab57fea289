"""Windows over counted steps of time: what a figure is in one, how it runs, and when a comparison would have held."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from agency_core.domain.kpi import STEP, Definition, Kind, Unit
from agency_core.domain.watching import Comparison

STEP_SECONDS = int(STEP.total_seconds())
_DAY_SECONDS = 86_400
_FINE = 1_000_000
"""Sums are kept in whole millionths: what is added and taken away again leaves nothing behind."""


class Cell(NamedTuple):
    """What was counted in one step of time: a sum (or, for percentiles and least values, one value) of `cases` cases.

    `base` is what a ratio divides by, where that is not the number of cases.
    """

    step: int
    value: float
    cases: int
    base: int | None = None


@dataclass(frozen=True)
class Condition:
    """A comparison that must hold for a while: `window` and `hold` are multiples of a step. `among`: how many share a sum."""

    metric: Definition
    comparison: str
    threshold: float
    window: timedelta
    fewest: int
    hold: timedelta = timedelta(0)
    among: int = 1

    @property
    def steps(self) -> int:
        """How many steps its window has."""
        return max(1, round(self.window / STEP))

    @property
    def divisor(self) -> float:
        """What a sum is divided by."""
        if self.metric.unit is not Unit.PER_DAY:
            return 1.0
        return self.steps * STEP_SECONDS / _DAY_SECONDS * max(1, self.among)

    def holds(self, value: float | None, cases: int) -> bool:
        """Whether a value is past the threshold, with enough cases to say so."""
        if value is None or cases < self.fewest:
            return False
        return value > self.threshold if self.comparison == Comparison.ABOVE else value < self.threshold


@dataclass(frozen=True)
class Episode:
    """When a rule would have fired: from `since` (the hold is over by then) until `until`, and its worst value meanwhile."""

    since: datetime
    until: datetime | None
    worst: float
    cases: int


class Window:
    """The cells of a window, which can be put in and taken out; its value at any time."""

    def __init__(self, kind: Kind, divisor: float = 1.0) -> None:
        """Empty, for a `kind` of figure."""
        self._kind, self._divisor = kind, divisor
        self._sum = self._base = 0
        self._many: Counter[float] = Counter()
        self.cases = 0

    def put(self, cell: Cell, sign: int = 1) -> None:
        """Put a cell in; with a sign of -1, take it out again."""
        self.cases += sign * cell.cases
        if self._kind in {Kind.P95, Kind.LEAST}:
            self._many[cell.value] += sign * cell.cases
            if not self._many[cell.value]:
                del self._many[cell.value]
        else:
            self._sum += sign * round(cell.value * _FINE)
            self._base += sign * (cell.cases if cell.base is None else cell.base)

    @property
    def value(self) -> float | None:
        """What it amounts to; None where nothing was counted (a sum of nothing is 0)."""
        if self._kind is Kind.SUM:
            return self._sum / _FINE / self._divisor
        if self._kind in {Kind.P95, Kind.LEAST}:
            return self._ranked() if self._many else None
        return self._sum / (_FINE * self._base) if self._base else None

    def _ranked(self) -> float:
        """The least value, or the one that 95 of 100 cases do not exceed (nearest rank)."""
        if self._kind is Kind.LEAST:
            return min(self._many)
        above, values = self.cases - -(-self.cases * 95 // 100), sorted(self._many, reverse=True)
        for value in values:
            above -= self._many[value]
            if above < 0:
                return value
        return values[-1]


def folded(kind: Kind, cells: Iterable[Cell], divisor: float = 1.0) -> tuple[float | None, int]:
    """What some cells amount to, and of how many cases."""
    window = Window(kind, divisor)
    for cell in cells:
        window.put(cell)
    return window.value, window.cases


def step_of(moment: datetime) -> int:
    """The number of the step, since 1970, in which a moment lies."""
    return int(moment.timestamp() // STEP_SECONDS)


def end_of(step: int) -> datetime:
    """The end of a step."""
    return datetime.fromtimestamp((step + 1) * STEP_SECONDS, UTC)


def run(condition: Condition, cells: Sequence[Cell], first: int, last: int) -> Iterator[tuple[int, float | None, int]]:
    """(step, value, cases) at the end of each step from `first` to `last`; `cells` by step, those before `first` included."""
    window, inside, ahead = Window(condition.metric.kind, condition.divisor), deque[Cell](), deque(cells)
    value, changed = window.value, True
    for step in range(first, last + 1):
        while ahead and ahead[0].step <= step:
            inside.append(ahead.popleft())
            window.put(inside[-1])
            changed = True
        while inside and inside[0].step <= step - condition.steps:
            window.put(inside.popleft(), -1)
            changed = True
        if changed:
            value, changed = window.value, False
        yield step, value, window.cases


def episodes(condition: Condition, cells: Sequence[Cell], first: int, last: int) -> tuple[Episode, ...]:
    """When a condition would have fired between the ends of two steps; the last one has no end while it goes on."""
    found: list[Episode] = []
    stretch: list[tuple[int, float, int]] = []
    for step, value, cases in run(condition, cells, first, last):
        if value is not None and condition.holds(value, cases):
            stretch.append((step, value, cases))
            continue
        found += _fired(condition, stretch, end_of(step))
        stretch = []
    return (*found, *_fired(condition, stretch, None))


def _fired(condition: Condition, stretch: Sequence[tuple[int, float, int]], until: datetime | None) -> list[Episode]:
    """The episode of a stretch of steps in which the comparison held; none where it was shorter than the hold."""
    if not stretch:
        return []
    fires = end_of(stretch[0][0]) + condition.hold
    if end_of(stretch[-1][0]) < fires:
        return []
    pick = max if condition.comparison == Comparison.ABOVE else min
    worst = pick(stretch, key=lambda each: each[1])
    return [Episode(fires, until, worst[1], worst[2])]
