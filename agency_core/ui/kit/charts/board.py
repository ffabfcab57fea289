"""Charts of live boards: Vega-Lite specs as plain dicts, the cheapest to send and to redraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from agency_core.ui.kit.charts.show import nothing_to_draw

Row = Mapping[str, Any]


def bars(rows: Sequence[Row], *, category: str, value: str, key: str, alt: str) -> None:
    """Horizontal bars, longest first: one row per `category`, its length `value`; rows without a value are left out."""
    known = [dict(row) for row in rows if row[value] is not None]
    if nothing_to_draw(len(known), least=1):
        return
    axis = {"tickCount": 4, "tickMinStep": 1, "format": ",.0f"}
    spec = {
        "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.6}},
        "encoding": {
            "y": {"field": category, "type": "nominal", "sort": "-x", "title": None},
            "x": {"field": value, "type": "quantitative", "title": None, "axis": axis},
            "tooltip": [{"field": category, "title": category}, {"field": value, "title": value, "format": ","}],
        },
        "height": 60 + 36 * len(known),
    }
    st.vega_lite_chart(known, spec, key=key, alt=alt)
