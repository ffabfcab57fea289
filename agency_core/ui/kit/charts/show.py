"""Putting a chart on the page: with a key, a description, and words where there is nothing, or too little, to draw."""

from __future__ import annotations

from typing import Any

import streamlit as st

Figure = dict[str, Any]
"""A Plotly figure as a plain dictionary: cheaper than its objects."""
Spec = dict[str, Any]
"""A chart of Altair, written out as the browser gets it."""
ENOUGH = 2
_BUTTONS = ["select2d", "lasso2d", "autoScale2d"]


def nothing_to_draw(points: int, least: int = ENOUGH, noun: str = "points", remedy: str = "") -> bool:
    """Say that there are no or not enough points for a chart, and what to do (`remedy`); False when there are."""
    if points >= least:
        return False
    after = f" {remedy}" if remedy else ""
    if not points:
        st.caption(f":material/bar_chart_off: No data for this period yet.{after}")
    else:
        st.caption(f":material/bar_chart_off: Not enough data yet: {points} of at least {least} {noun}.{after}")
    return True


def plotly(figure: Figure, *, key: str, alt: str, name: str) -> None:
    """Show a Plotly figure; its bar of tools saves it as `<name>.png`, in the browser."""
    picture = {"format": "png", "filename": name, "scale": 2}
    config = {
        "displaylogo": False, "modeBarButtonsToRemove": _BUTTONS, "toImageButtonOptions": picture, "displayModeBar": "hover",
    }
    st.plotly_chart(figure, key=key, alt=alt, config=config)


def altair(spec: Spec, *, key: str, alt: str) -> None:
    """Show a chart of Altair."""
    st.vega_lite_chart(spec, key=key, alt=alt)
