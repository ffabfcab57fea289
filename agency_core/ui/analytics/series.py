"""Daily figures as lines and rows: a day without posts counts nothing, a number that nobody counted stays missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from agency_core.domain.numbers import DailyPoint, PostFilter
from agency_core.ui import kit
from agency_core.ui.kit.charts import palette
from agency_core.ui.kit.charts.figures import Series, weekly

MOST_DAYS = 120
"""With more days, counts are drawn by week: bars of a day would be thinner than a line."""


def series(points: Iterable[DailyPoint], metric: str, wanted: PostFilter) -> tuple[Series, ...]:
    """A run over every day of the period for each platform, in the order of the palette.

    A day on which a platform has no posts is 0 for counts, and has no rate. What was not counted stays None.
    """
    days = tuple(wanted.first + timedelta(days=place) for place in range(wanted.days))
    missing = None if metric == "rate" else 0
    found: dict[str, dict[object, float | None]] = {}
    for one in points:
        found.setdefault(one.platform, {})[one.day] = getattr(one, metric)
    made = [
        (platform, days, tuple(found[platform].get(day, missing) for day in days))
        for platform in sorted(found, key=palette.place)
    ]
    return tuple(weekly(one) if metric != "rate" and wanted.days > MOST_DAYS else one for one in made)


def step(metric: str, wanted: PostFilter) -> int:
    """How many days a bar of `series` stands for."""
    return 7 if metric != "rate" and wanted.days > MOST_DAYS else 1


def together(points: Iterable[DailyPoint], metric: str, wanted: PostFilter) -> list[float]:
    """All platforms added up by day (by 7 days in long periods), for a line of a card; a gap is left out."""
    width = step(metric, wanted)
    missing = set()
    sums = [0.0] * (1 + (wanted.days - 1) // width)
    for one in points:
        place, value = (one.day - wanted.first).days // width, getattr(one, metric)
        if value is None:
            missing.add(place)
        else:
            sums[place] += value
    return [value for place, value in enumerate(sums) if value or place not in missing]


def day_rows(points: Iterable[DailyPoint]) -> list[dict[str, object]]:
    """Days as rows, newest first."""
    return [
        {
            "Day": one.day.isoformat(), "Platform": kit.palette.label(one.platform), "Interactions": one.interactions,
            "Posts": one.posts, "Rate %": hundred(one.rate), "Views": one.views, "Impressions": one.impressions,
        }
        for one in sorted(points, key=lambda each: (each.day, each.platform), reverse=True)
    ]


def hundred(rate: float | None) -> float | None:
    """A fraction as a percentage with two digits."""
    return None if rate is None else round(rate * 100, 2)
