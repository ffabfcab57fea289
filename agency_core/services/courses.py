"""Courses: how numbers run over days, how they are spread, and how posts of a week gather theirs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy.orm import Session

from agency_core.analytics.cohort import AGES, ages
from agency_core.analytics.oddity import BEFORE, expected
from agency_core.analytics.rollup import POSTS, SHOTS, Facts, rolled, spread_cells
from agency_core.analytics.spread import spread_of
from agency_core.domain.numbers import CohortPoint, GainPoint, PostFilter, SpreadPoint, TrendPoint
from agency_core.models.base import millis
from agency_core.store.queries import client as clients
from agency_core.store.queries import explore
from agency_core.store.queries import numbers as figures
from agency_core.store.queries import rollup as facts
from agency_core.store.queries.numbers import Sums

GAINED = ("interactions", "views")
TRENDS = (*GAINED, "posts", "rate")
WEEKS, SAMPLED = 12, 200
RIPE = 7
"""Days after which posts have most of what they will get: a younger day with little is not odd."""
_PAGE = 20_000
_PARTS = {"day": pl.Int64, "platform": pl.String, "interactions": pl.Int64, "views": pl.Int64, "base": pl.Int64}
_LONG_AGO = date(1970, 1, 1)


def spread(session: Session, wanted: PostFilter, metric: str) -> tuple[SpreadPoint, ...]:
    """How the posts of each platform are spread over a metric."""
    cells = explore.buckets(session, wanted, metric)
    if cells is None:
        parts = pl.DataFrame(explore.parts(session, wanted), schema=_PARTS, orient="row")
        mine = spread_cells(parts.with_columns(pl.lit(1, pl.Int64).alias("sign"))).filter(pl.col("metric") == metric)
        cells = mine.group_by("platform", "bucket").agg(pl.col("posts").sum()).rows()
    on: dict[str, dict[int, int]] = defaultdict(dict)
    for platform, bucket, posts in cells:
        on[platform][bucket] = posts
    made = []
    for platform, found in sorted(on.items()):
        (p10, p50, p90), bars = spread_of(found)
        made.append(SpreadPoint(platform, sum(found.values()), p10, p50, p90, bars))
    return tuple(made)


def gains(session: Session, wanted: PostFilter) -> tuple[GainPoint, ...]:
    """What came in on each day; for a filter that no sum is kept by, from the counts themselves."""
    found = _gains_of_posts(session, wanted) if figures.is_fine(wanted) else explore.gains(session, wanted)
    return tuple(
        GainPoint(figures.date_of(day), platform, views, interactions)
        for day, platform, views, interactions in sorted(found) if views or interactions
    )


def _gains_of_posts(session: Session, wanted: PostFilter) -> list[tuple[int, str, int, int]]:
    zone = clients.get(session, wanted.client_id).timezone
    begins = millis(datetime.combine(wanted.first, time(), ZoneInfo(zone)).astimezone(UTC))
    pks = explore.pks(session, replace(wanted, first=_LONG_AGO))
    first, last = figures.days_of(wanted)
    cells: dict[tuple[int, str], tuple[int, int]] = {}
    for start in range(0, len(pks), _PAGE):
        part = pks[start : start + _PAGE]
        posts = pl.DataFrame(facts.posts(session, part), schema=POSTS, orient="row")
        shots = pl.DataFrame(facts.shots(session, dict.fromkeys(part, begins)), schema=SHOTS, orient="row")
        # what came in with the count before the period is on a day before it, and left out here
        found = rolled(Facts(posts, shots), zone).gains.filter(pl.col("day").is_between(first, last))
        for day, platform, views, interactions in found.select("day", "platform", "views", "interactions").iter_rows():
            had = cells.get((day, platform), (0, 0))
            cells[day, platform] = (had[0] + views, had[1] + interactions)
    return [(*key, *value) for key, value in cells.items()]


def trend(session: Session, wanted: PostFilter, metric: str, of: str, today: date) -> tuple[TrendPoint, ...]:
    """A metric on every day of the period, with what was to be expected."""
    longer = replace(wanted, first=wanted.first - timedelta(days=BEFORE))
    known = _gained(session, longer, metric) if of == "gained" else _published(session, longer, metric, today)
    days = [longer.first + timedelta(days=place) for place in range(longer.days)]
    values = [known.get(day) for day in days]
    ripe = today - timedelta(days=RIPE if of == "published" and metric != "posts" else 1)
    return tuple(
        _point(day, values[place], expected(values, place, counts=metric != "rate"), grown=day <= ripe)
        for place, day in enumerate(days) if day >= wanted.first
    )


def _point(day: date, value: float | None, band: tuple[float, float] | None, *, grown: bool) -> TrendPoint:
    low, high = band or (None, None)
    if value is None or low is None or high is None:
        return TrendPoint(day, value, low, high, is_odd=False)
    return TrendPoint(day, value, low, high, is_odd=value > high or (grown and value < low))


def _gained(session: Session, wanted: PostFilter, metric: str) -> dict[date, float]:
    found: dict[date, float] = defaultdict(float)
    for each in gains(session, wanted):
        found[each.day] += each.views if metric == "views" else each.interactions
    return found


def _published(session: Session, wanted: PostFilter, metric: str, today: date) -> dict[date, float]:
    names = (metric,) if metric in GAINED else ()
    found = figures.summed(session, wanted, ("day", "platform") if metric == "rate" else ("day",), names)
    if metric == "rate" and len({each.key[1] for each in found}) > 1:
        return {}
    known = {figures.date_of(each.key[0]): value for each in found if (value := _value(each, metric)) is not None}
    if metric != "posts" or not known:
        return known
    first = min(known)
    quiet = (first + timedelta(days=days) for days in range((min(today, wanted.last) - first).days + 1))
    return dict.fromkeys(quiet, 0.0) | known


def _value(each: Sums, metric: str) -> float | None:
    if metric == "rate":
        return each.rate
    value = each.posts if metric == "posts" else each.counts[metric]
    return None if value is None else float(value)


def cohorts(session: Session, wanted: PostFilter) -> tuple[CohortPoint, ...]:
    """How posts of each of the last weeks of a period gather their counts, by a sample of each."""
    posts = dict(sorted(explore.weeks(session, wanted).items())[-WEEKS:])
    week_of: dict[int, int] = {}
    for monday, count in posts.items():
        first = figures.date_of(monday)
        week = replace(wanted, first=max(first, wanted.first), last=min(first + timedelta(days=6), wanted.last))
        week_of.update(dict.fromkeys(explore.sample(session, week, count, SAMPLED), monday))
    told = pl.DataFrame(facts.posts(session, week_of) if week_of else [], schema=POSTS, orient="row")
    mine = told.select("post_pk", "platform", "published", pl.Series("week", [week_of[pk] for pk in told["post_pk"]], pl.Int64))
    until = dict(zip(mine["post_pk"], mine["published"] + 2 * AGES[-1] * 3_600_000, strict=True))
    shots = pl.DataFrame(facts.shots_until(session, until), schema=SHOTS, orient="row")
    return tuple(
        CohortPoint(figures.date_of(monday), age, posts[monday], sampled, views, interactions)
        for monday, age, sampled, views, interactions in ages(mine, shots).iter_rows()
    )
