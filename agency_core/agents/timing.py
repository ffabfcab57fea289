"""Proposing times: from measured hours where there are enough posts, else from what is customary, and saying which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agency_core.agents.habits import HABITS
from agency_core.domain.clock import wall_to_utc, zone
from agency_core.domain.numbers import HourPoint
from agency_core.domain.platform import LABELS, Platform
from agency_core.errors import Invalid

ENOUGH_POSTS = 20
ENOUGH_IN_HOUR = 3
WEIGHT = 10
"""How many average posts each hour is mixed with, so that a lucky few do not win."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class ProposedTime:
    """A time on a platform. `basis` is measured or customary; `posts` and `rate` are those of the measured hour."""

    platform: str
    at: datetime
    weekday: int
    hour: int
    basis: str
    posts: int
    rate: float | None


@dataclass(frozen=True)
class Times:
    """Proposed times, over how many posts, and how sure that is, in words."""

    times: tuple[ProposedTime, ...]
    sample_size: int
    note: str


def good_hours(hours: Sequence[HourPoint]) -> list[HourPoint]:
    """Hours that did better than all together, best first, shrunk towards the average; none while there are too few posts."""
    counted = [each for each in hours if each.rate is not None and each.posts > 0]
    total = sum(each.posts for each in counted)
    if total < ENOUGH_POSTS:
        return []
    overall = sum(each.posts * (each.rate or 0.0) for each in counted) / total
    scored = [
        ((each.posts * (each.rate or 0.0) + WEIGHT * overall) / (each.posts + WEIGHT), each)
        for each in counted if each.posts >= ENOUGH_IN_HOUR
    ]
    better = [pair for pair in scored if pair[0] > overall]
    return [each for _, each in sorted(better, key=lambda pair: (-pair[0], pair[1].weekday, pair[1].hour))]


def propose_times(
    platforms: Sequence[Platform], hours: Sequence[HourPoint], timezone: str, now: datetime, count: int
) -> Times:
    """`count` times a platform in the coming week, in the client's zone; measured hours first, customary ones after them."""
    sample = sum(each.posts for each in hours if each.rate is not None)
    best = good_hours(hours)
    times: list[ProposedTime] = []
    for name in platforms:
        habit = HABITS[name]
        usual = [(day, hour) for hour in habit.hours for day in habit.weekdays]
        wanted = [(each.weekday, each.hour, each) for each in best] + [(day, hour, None) for day, hour in _spread(usual)]
        chosen: dict[tuple[int, int], ProposedTime] = {}
        for weekday, hour, point in wanted:
            at = next_at(weekday, hour, timezone, now)
            if at is not None and len(chosen) < count and (weekday, hour) not in chosen:
                chosen[weekday, hour] = ProposedTime(
                    name.value, at, weekday, hour, "measured" if point else "customary", point.posts if point else 0,
                    point.rate if point else None,
                )
        times += sorted(chosen.values(), key=lambda each: each.at)
    return Times(tuple(times), sample, _note(best, sample, platforms))


def next_at(weekday: int, hour: int, timezone: str, now: datetime) -> datetime | None:
    """The next moment, at least an hour ahead, at which it is this hour of this weekday; None where the clocks skip it."""
    local = now.astimezone(zone(timezone))
    day = (local + timedelta(days=(weekday - local.weekday()) % 7)).replace(
        hour=hour, minute=0, second=0, microsecond=0, tzinfo=None
    )
    for wall in (day, day + timedelta(days=7)):
        try:
            at = wall_to_utc(wall, timezone)
        except Invalid:
            return None  # clocks go forward over it this week: another hour will do
        if at >= now + timedelta(hours=1):
            return at
    return None


def read_hours(payload: Mapping[str, Any]) -> tuple[HourPoint, ...]:
    """Figures by hour in a payload: `hours: [{weekday: 0-6 (Monday 0), hour: 0-23, posts, rate}]`; none without that list.

    Raises:
        Invalid: an entry is out of bounds.
    """
    listed = payload.get("hours")
    if not isinstance(listed, list):
        return ()
    return tuple(_hour(each) for each in listed)


def _hour(entry: object) -> HourPoint:
    shape = '{"weekday": 0-6, "hour": 0-23, "posts": 12, "rate": 0.034}'
    if isinstance(entry, dict):
        weekday, hour, posts = (_whole(entry.get(key), most) for key, most in (("weekday", 6), ("hour", 23), ("posts", 10**9)))
        rate = entry.get("rate")
        if min(weekday, hour, posts) >= 0 and _is_rate(rate):
            return HourPoint(weekday, hour, posts, None if rate is None else float(rate))
    raise Invalid(f"{str(entry)[:80]} is not an hour.", field="payload.hours", remedy=f"Send {shape}.")


def _whole(value: object, most: int) -> int:
    """The value when it is a whole number from 0 to `most`, else -1."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most else -1


def _is_rate(rate: object) -> bool:
    return rate is None or (isinstance(rate, int | float) and not isinstance(rate, bool) and 0 <= rate <= 1)


def _spread(usual: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Customary hours so that the first ones fall on different days."""
    hours = list(dict.fromkeys(hour for _, hour in usual))
    days = list(dict.fromkeys(day for day, _ in usual))
    order = days[1::2] + days[::2]
    return [(day, hour) for hour in hours for day in order]


def _note(best: Sequence[HourPoint], sample: int, platforms: Sequence[Platform]) -> str:
    names = ", ".join(LABELS[each] for each in platforms)
    if best:
        top = best[0]
        figures = f"{top.posts} posts, {(top.rate or 0) * 100:.1f} %"
        return (
            f"From {sample} posts: {DAYS[top.weekday]} {top.hour:02d}:00 did best ({figures}). "
            "Hours were compared over all platforms together."
        )
    custom = f"These hours are customary on {names}, not measured."
    if sample < ENOUGH_POSTS:
        return f"Not enough data: {sample} of the {ENOUGH_POSTS} posts that it needs. {custom}"
    return f"In {sample} posts no hour stands out. {custom}"
