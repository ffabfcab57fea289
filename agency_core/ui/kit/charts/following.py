"""Plotly figures of audiences and competitors, as dictionaries. One is built once per data and colours, then from the cache."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from agency_core.domain.competitor import VoicePoint
from agency_core.ui.kit.charts import palette
from agency_core.ui.kit.charts.figures import ROW, layout, short
from agency_core.ui.kit.charts.show import Figure

Line = tuple[str, str, tuple[date, ...], tuple[int | None, ...]]
"""Platform, name, days, and the followers on each day; None leaves a gap."""
Bar = tuple[str, float, bool]
"""Name, value, and whether it is the client itself."""
_SHAPES = {"cross": "x"}
_GREY = "#7C8798"
_PATTERNS = ("", "/", ".", "x", "-", "\\", "+", "|")


@lru_cache(maxsize=64)
def followers(lines: tuple[Line, ...], unit: str, colours: tuple[str, ...]) -> Figure:
    """A line for each profile; a day that nobody counted leaves a gap."""
    traces = []
    for platform, name, days, values in lines:
        place = palette.place(platform)
        shape = palette.MARKS[place]
        traces.append({
            "type": "scatter", "x": days, "y": values, "name": short(name, 34), "mode": "lines+markers", "connectgaps": False,
            "line": {"color": palette.colour(platform, colours), "dash": palette.DASHES[place], "width": 2},
            "marker": {"symbol": _SHAPES.get(shape, shape), "size": 5},
            "hovertemplate": "%{x|%a %e %b %Y}: %{y:,}<extra>" + short(name, 34) + "</extra>",
        })
    figure = layout(unit=unit)
    figure["yaxis"] = {**figure["yaxis"], "rangemode": "normal", "tickformat": ",d"}
    return {"data": traces, "layout": figure}


@lru_cache(maxsize=64)
def compared(bars: tuple[Bar, ...], middle: float | None, unit: str, colours: tuple[str, ...]) -> Figure:
    """A bar for each profile, longest first, the client's own in colour; the middle of the others as a line.

    Args:
        bars: the profiles whose value is known.
        middle: the median of the competitors; None without one.
        unit: what the values count, for the axis.
        colours: `palette.palette()`.
    """
    ordered = sorted(bars, key=lambda each: each[1])
    share = unit.startswith("share")
    traces = [{
        "type": "bar", "orientation": "h", "y": [short(each[0]) for each in ordered], "x": [each[1] for each in ordered],
        "marker": {"color": [colours[0] if each[2] else _GREY for each in ordered]},
        "text": [f"{each[1]:.1%}" if share else f"{each[1]:,.2f}" for each in ordered], "textposition": "auto",
        "hovertemplate": "%{y}: %{text}<extra></extra>", "showlegend": False,
    }]
    figure = layout(height=90 + ROW * max(2, len(ordered)))
    axis: dict[str, Any] = {"title": {"text": unit}, "rangemode": "tozero", "automargin": True}
    figure |= {"xaxis": axis | ({"tickformat": ".0%"} if share else {}), "yaxis": {"automargin": True, "type": "category"}}
    if middle is not None:
        figure["shapes"] = [{
            "type": "line", "x0": middle, "x1": middle, "yref": "paper", "y0": 0, "y1": 1,
            "line": {"color": colours[1 % len(colours)], "dash": "dash", "width": 2},
        }]
    return {"data": traces, "layout": figure}


@lru_cache(maxsize=64)
def voices(points: tuple[VoicePoint, ...], colours: tuple[str, ...]) -> Figure:
    """The share of voice of each profile over time, stacked to the whole, the client's own at the bottom."""
    names: dict[str, str] = {each.competitor_id: each.name for each in sorted(points, key=lambda each: each.competitor_id)}
    traces = []
    for place, (key, name) in enumerate(names.items()):
        own = [each for each in points if each.competitor_id == key]
        traces.append({
            "type": "bar", "name": short(name), "x": [each.start for each in own], "y": [each.share for each in own],
            "marker": {"color": colours[place % len(colours)], "pattern": {"shape": _PATTERNS[place % len(_PATTERNS)]}},
            "customdata": [each.interactions for each in own],
            "hovertemplate": "%{x|%e %b %Y}: %{y:.1%}, %{customdata:,} interactions<extra>" + short(name) + "</extra>",
        })
    return {"data": traces, "layout": layout(unit="share of voice", share=True, barmode="stack")}
