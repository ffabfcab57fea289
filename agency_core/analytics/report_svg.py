"""Charts of a report as inline SVG, each with a title and a description, and with its figures in a table beside it.

The colours are those of Okabe and Ito, told apart by people who do not see red or green.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import count

from agency_core.analytics.report_words import number, percent, short_day
from agency_core.domain.platform import Platform

WIDTH, LEFT, RIGHT, TOP = 680, 52, 14, 12
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#6a51a3", "#56b4e9", "#b58900", "#444444", "#8c510a")
_INK, _GRID, _QUIET = "#1f2733", "#d9dee6", "#5b6472"
_numbers = count(1)


@dataclass(frozen=True)
class Words:
    """What a chart is called, and what it shows in a sentence."""

    title: str
    tells: str


@dataclass(frozen=True)
class Aim:
    """A platform's rate, and the range aimed at; `note` stands at its right."""

    label: str
    rate: float | None
    low: float | None
    high: float | None
    note: str


def colour_of(platform: str) -> str:
    """The colour of a platform, the same in every chart."""
    return _COLOURS[_place(platform)]


def trend(series: Mapping[str, Mapping[date, float]], labels: Mapping[str, str], first: date, last: date, words: Words) -> str:
    """Stacked bars, one for each day, a colour for each platform; days without anything stay empty."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    top = _nice(max((sum(each.get(day, 0) for each in series.values()) for day in days), default=0))
    height, bottom = 210, 30
    plot, wide = height - TOP - bottom, (WIDTH - LEFT - RIGHT) / len(days)
    parts = [_grid(top, plot)]
    for place, day in enumerate(days):
        floor: float = TOP + plot
        for platform, values in series.items():
            tall = values.get(day, 0) / top * plot
            if tall > 0:
                floor -= tall
                parts.append(_bar(LEFT + place * wide + wide * 0.12, floor, wide * 0.76, tall, colour_of(platform)))
        if place % max(1, len(days) // 10) == 0:
            parts.append(_text(LEFT + (place + 0.5) * wide, height - 10, short_day(day), "middle"))
    return _svg(height, words, "".join(parts)) + _legend({labels[each]: colour_of(each) for each in series})


def aims(entries: Sequence[Aim], words: Words, colour: str) -> str:
    """The rate of each platform as a bar over the range that is aimed at, which is drawn as a grey band."""
    left, row = 120, 30
    top = _nice(100 * max([each.rate or 0 for each in entries] + [each.high or 0 for each in entries] + [0.01])) / 100
    wide, height = WIDTH - left - 190, TOP + row * len(entries) + 26
    parts = []
    for place, each in enumerate(entries):
        y = TOP + place * row
        parts.append(_text(left - 8, y + 16, each.label, "end", _INK))
        if each.low is not None and each.high is not None:
            x, end = left + each.low / top * wide, left + each.high / top * wide
            parts.append(f'<rect x="{x:.1f}" y="{y + 1}" width="{end - x:.1f}" height="22" fill="#dfe4ea" stroke="#9aa3af"/>')
        if each.rate is not None:
            parts.append(_bar(left, y + 6, max(each.rate / top * wide, 1), 12, colour))
        parts.append(_text(left + wide + 8, y + 16, each.note, "start", _INK))
    parts += [
        _text(left + wide * step / 4, height - 8, percent(top * step / 4, 1 if top < 0.04 else 0), "middle") for step in range(5)
    ]
    return _svg(height, words, "".join(parts))


def spark(points: Sequence[tuple[date, float]], words: Words, colour: str) -> str:
    """One small line over days without a scale: it shows the way, the table beside it the figures."""
    wide, height, edge = 240, 30, 4
    low, high = min(each[1] for each in points), max(each[1] for each in points)
    days, rise = max((points[-1][0] - points[0][0]).days, 1), (high - low) or 1
    places = [
        (edge + (day - points[0][0]).days / days * (wide - 2 * edge), height - edge - (value - low) / rise * (height - 2 * edge))
        for day, value in points
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    end = f'<circle cx="{places[-1][0]:.1f}" cy="{places[-1][1]:.1f}" r="2.5" fill="{colour}"/>'
    line = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
    return _svg(height, words, line + end, wide)


def _svg(height: float, words: Words, body: str, wide: int = WIDTH) -> str:
    name = f"chart{next(_numbers)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height:.0f}" width="{wide}" height="{height:.0f}" '
        f'role="img" aria-labelledby="{name}t {name}d" font-family="Liberation Sans, Arial, sans-serif">'
        f'<title id="{name}t">{escape(words.title)}</title><desc id="{name}d">{escape(words.tells)}</desc>{body}</svg>'
    )


def _grid(top: float, plot: float) -> str:
    lines = []
    for step in range(5):
        y = TOP + plot * (1 - step / 4)
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_GRID}"/>')
        lines.append(_text(LEFT - 6, y + 4, number(top * step / 4, 0 if top >= 4 else 1), "end"))
    return "".join(lines)


def _bar(x: float, y: float, wide: float, tall: float, colour: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
    return f'<rect {place} fill="{colour}" stroke="#ffffff" stroke-width=".6"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = _QUIET) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'


def _legend(entries: Mapping[str, str]) -> str:
    keys = "".join(
        f'<li><svg width="11" height="11" aria-hidden="true"><rect width="11" height="11" fill="{colour}"/></svg>'
        f" {escape(label)}</li>"
        for label, colour in entries.items()
    )
    return f'<ul class="legend">{keys}</ul>' if len(entries) > 1 else ""


def _place(platform: str) -> int:
    return next((place for place, one in enumerate(Platform) if one == platform), 0) % len(_COLOURS)


def _nice(top: float) -> float:
    """The next round number above."""
    size = 1.0
    while size * 10 <= top:
        size *= 10
    return next((size * step for step in (1, 2, 4, 6, 8, 10) if size * step >= top), 1.0)
