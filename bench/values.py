"""What was measured, and the bar that it must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """One measured value; without a bar it only informs. `bar` is the first value that breaks it."""

    what: str
    value: float
    unit: str
    bar: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the value is below its bar."""
        return self.bar is None or self.value < self.bar

    def row(self) -> str:
        """One line of a table in Markdown."""
        bar = "" if self.bar is None else f"< {self.bar:g} {self.unit}"
        verdict = "" if self.bar is None else "holds" if self.holds else "**broken**"
        return f"| {self.what} | {self.value:.3g} {self.unit} | {bar} | {verdict} |"


def table(values: Sequence[Value]) -> str:
    """The values as a table in Markdown."""
    return "\n".join(["| what | value | bar | |", "| --- | ---: | ---: | --- |", *(value.row() for value in values)])


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values lie."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
