"""What was measured, and the bar that it must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """One measured value; without bars it only informs. `bar` is the first value that breaks it, `least` the lowest allowed."""

    what: str
    value: float
    unit: str
    bar: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the value is below its bar, and not below the least."""
        return (self.bar is None or self.value < self.bar) and (self.least is None or self.value >= self.least)

    def row(self) -> str:
        """One line of a table in Markdown."""
        bars = [f"< {self.bar:g} {self.unit}"] if self.bar is not None else []
        bars += [f">= {self.least:g} {self.unit}"] if self.least is not None else []
        bar = ", ".join(bars)
        verdict = "" if not bars else "holds" if self.holds else "**broken**"
        return f"| {self.what} | {self.value:.3g} {self.unit} | {bar} | {verdict} |"


def table(values: Sequence[Value]) -> str:
    """The values as a table in Markdown."""
    return "\n".join(["| what | value | bar | |", "| --- | ---: | ---: | --- |", *(value.row() for value in values)])


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values lie."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
