"""Putting a chart on the page: with a key, a description, and words where there is nothing, or too little, to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    import altair as alt_
    import plotly.graph_objects as go

ENOUGH = 2


def nothing_to_draw(points: int, least: int = ENOUGH, noun: str = "points") -> bool:
    """Say that there are no or not enough points for a chart; False when there are."""
    if points >= least:
        return False
    if not points:
        st.caption(":material/bar_chart_off: No data for this period yet.")
    else:
        st.caption(f":material/bar_chart_off: Not enough data yet: {points} of at least {least} {noun}.")
    return True


def plotly(figure: go.Figure | None, *, key: str, alt: str, points: int = ENOUGH, least: int = ENOUGH) -> None:
    """Show a Plotly figure of `points` points, or say that `least` are needed."""
    if figure is None or nothing_to_draw(points, least):
        return
    st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})


def altair(
    chart: alt_.Chart | alt_.LayerChart | alt_.FacetChart | None, *, key: str, alt: str, points: int = ENOUGH,
    least: int = ENOUGH,
) -> None:
    """Show an Altair chart of `points` points, or say that `least` are needed."""
    if chart is None or nothing_to_draw(points, least):
        return
    st.altair_chart(chart, key=key, alt=alt)
