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
    spec = {
        "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.6}},
        "encoding": {
            "y": {"field": category, "type": "nominal", "sort": "-x", "title": None},
            "x": {"field": value, "type": "quantitative", "title": None, "axis": {"tickCount": 4, "format": "~s"}},
            "tooltip": [{"field": category, "title": category}, {"field": value, "title": value, "format": ","}],
        },
        "height": max(80, 34 * len(known)),
    }
    st.vega_lite_chart(known, spec, key=key, alt=alt)


def trend(rows: Sequence[Row], *, time: str, value: str, series: str, key: str, alt: str) -> None:
    """Lines over time, one per `series`; a missing value leaves a gap and is never drawn as zero."""
    known = [dict(row) for row in rows]
    if nothing_to_draw(len({row[time] for row in known if row[value] is not None})):
        return
    spec = {
        "mark": {"type": "line", "point": True, "invalid": "break-paths-show-path-domains"},
        "encoding": {
            "x": {"field": time, "type": "temporal", "title": None},
            "y": {"field": value, "type": "quantitative", "title": value, "axis": {"format": "~s"}},
            "color": {"field": series, "type": "nominal", "title": None},
            "strokeDash": {"field": series, "type": "nominal", "title": None},
        },
        "height": 240,
    }
    st.vega_lite_chart(known, spec, key=key, alt=alt)
