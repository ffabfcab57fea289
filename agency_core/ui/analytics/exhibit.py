"""A chart with all that belongs to it: its table beside it, the picture, the rows as CSV, and a link to the very view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from agency_core.ui import kit
from agency_core.ui.analytics.period import View, link
from agency_core.ui.kit.charts.show import Figure, Spec

Rows = Sequence[Mapping[str, object]]
MOST_ROWS = 200
"""So many rows a table shows; the CSV has them all."""
_TALL = 300
_NARROW = 5
"""So many columns fit beside a chart."""
_MULTIPLES = 3
LONGER = "Choose a longer period or fewer filters, or upload an export."


@dataclass(frozen=True)
class Exhibit:
    """What a chart is called, says and needs: `points` it has of at least `least` `noun`s, and what to do when it has fewer."""

    key: str
    name: str
    alt: str
    rows: Rows = ()
    points: int = 2
    least: int = 2
    noun: str = "points"
    remedy: str = LONGER
    columns: Mapping[str, Any] = field(default_factory=dict)


def plotted(view: View, figure: Figure, shown: Exhibit) -> None:
    """Draw a Plotly figure and its table."""
    _beside(view, shown, lambda: kit.plotly(figure, key=shown.key, alt=shown.alt, name=_file(view, shown)))


def stated(view: View, spec: Spec, shown: Exhibit) -> None:
    """Draw one chart of Altair and its table."""
    _beside(view, shown, lambda: kit.altair(spec, key=shown.key, alt=shown.alt))


def multiplied(view: View, specs: Sequence[Spec], shown: Exhibit) -> None:
    """Draw small charts, one beside the other, and their table below."""
    if enough := not _short(shown):
        with st.grid(min(_MULTIPLES, len(specs)), min_column_width=270, key=shown.key, gap="medium"):
            for place, spec in enumerate(specs):
                kit.altair(spec, key=f"{shown.key}_{place}", alt=f"{shown.alt}, {spec.get('title', '')}")
    taken(view, shown, picture=enough)
    tabled(shown)


def _beside(view: View, shown: Exhibit, draw: Callable[[], None]) -> None:
    """A chart with its table beside it, or below where its columns would be cut."""
    narrow = bool(shown.rows) and len(shown.rows[0]) <= _NARROW
    chart, side = st.columns([3, 2], gap="medium") if narrow else (st.container(), st.container())
    with chart:
        if enough := not _short(shown):
            draw()
        taken(view, shown, picture=enough)
    with side:
        tabled(shown)


def taken(view: View, shown: Exhibit, *, picture: bool) -> None:
    """The row under a chart: its rows as CSV, its picture and its link."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"{shown.key}_foot"):
        kit.csv_button(shown.rows, _file(view, shown), key=f"{shown.key}_csv")
        with st.container(width=200):
            kit.take(shown.key, name=_file(view, shown), link=link(view), picture=picture)


def tabled(shown: Exhibit) -> None:
    """The table of a chart; a long one is cut, and says so."""
    if not shown.rows:
        return
    kit.table(
        shown.rows[:MOST_ROWS], key=f"{shown.key}_table", alt=f"{shown.alt}, as a table", columns=dict(shown.columns),
        height=_TALL if len(shown.rows) > 7 else None,
    )
    if len(shown.rows) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {kit.count(len(shown.rows), 'row')}; the CSV has them all.")


def _short(shown: Exhibit) -> bool:
    return kit.nothing_to_draw(shown.points, shown.least, shown.noun, shown.remedy)


def _file(view: View, shown: Exhibit) -> str:
    return f"{shown.name}-{view.wanted.first.isoformat()}-{view.wanted.last.isoformat()}"
