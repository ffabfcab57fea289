"""The wall of figures: each against its target and against the period before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from agency_core.domain.numbers import Kpi
from agency_core.ui.kit import formats
from agency_core.ui.kit.text import plain

_FORMATS: dict[str, Callable[[float | None], str]] = {"share": formats.percent, "ms": formats.milliseconds}
LEAST_POINTS = 2
ALONE = 5
"""With so many cards the last would stand alone in its row: all stand in one."""


def figure(value: float | None, unit: str) -> str:
    """A value in its unit: shares as percentages, milliseconds as durations, all else as counts."""
    return _FORMATS.get(unit, formats.compact)(value)


def change(kpi: Kpi) -> str | None:
    """The difference to the period before, with its sign; None when one of the two is missing."""
    if kpi.value is None or kpi.previous is None:
        return None
    difference = kpi.value - kpi.previous
    if not difference:
        return "0"
    size = f"{abs(difference) * 100:.1f} pp" if kpi.unit == "share" else figure(abs(difference), kpi.unit)
    return f"{'+' if difference > 0 else '-'}{size}"


def verdict(kpi: Kpi) -> str:
    """The target in words, with whether it is met; empty without a target."""
    if kpi.target is None:
        return ""
    goal = f"{'at least' if kpi.better == 'up' else 'at most'} {figure(kpi.target, kpi.unit)}"
    if kpi.value is None:
        return f"Target {goal}"
    met = kpi.value >= kpi.target if kpi.better == "up" else kpi.value <= kpi.target
    return f":green[:material/check_circle:] Target {goal}" if met else f":orange[:material/warning:] Target {goal}"


def kpi_wall(kpis: Sequence[Kpi], *, period: str, key: str) -> None:
    """Show at most eight figures as cards: value, change against the period before (`period`), target and daily run."""
    with st.grid(5 if len(kpis) == ALONE else 4, min_column_width=150, key=key):
        for kpi in kpis[:8]:
            with st.container(border=True, height="stretch", gap="xsmall"):
                _card(kpi, period)


def _card(kpi: Kpi, period: str) -> None:
    delta = change(kpi)
    colour: Literal["normal", "inverse"] = "inverse" if kpi.better == "down" else "normal"
    points = [point for point in kpi.series if point is not None] if kpi.value is not None else []
    st.metric(
        plain(kpi.label), figure(kpi.value, kpi.unit), delta, delta_color=colour, help=plain(kpi.explains) or None,
        delta_description=period if delta else None,
        chart_data=points if len(points) >= LEAST_POINTS else None, chart_type="area",
    )
    if goal := verdict(kpi):
        st.caption(goal)
