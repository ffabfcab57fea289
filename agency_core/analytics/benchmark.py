"""How a client stands among its competitors, from what is public of all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

from agency_core.domain.audience import FollowerCount, ends
from agency_core.domain.competitor import (
    COVERED,
    LEAST_POSTS,
    Benchmark,
    CompetitorView,
    CountView,
    Standing,
    VoicePoint,
    per_thousand,
)

OwnDay = tuple[str, date, int, int | None]
_WEEK = 7
_SLOW = 10
"""With more days than these between two counts, a share of voice is told by the month."""
OURSELVES = "Ourselves"
_MEASURES = ("rate", "weekly", "growth")


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Span:
    """What a competitor did between two counts: in the `days` up to and with `last`."""

    last: date
    days: int
    posts: int | None
    interactions: int | None

    @property
    def middle(self) -> date:
        """The day in its middle."""
        return self.last - timedelta(days=self.days // 2)


def spans(counts: Sequence[CountView], period: Period) -> list[Span]:
    """What was done up to each count of the period that has another before it, oldest first."""
    pairs = zip(counts, counts[1:], strict=False)  # noqa: RUF007 - named for what they are
    return [
        Span(after.day, (after.day - before.day).days, after.posts, after.interactions)
        for before, after in pairs if period.first <= after.day <= period.last
    ]


def standing(rival: CompetitorView, counts: Sequence[CountView], period: Period) -> Standing:
    """How a competitor did, by its counts (oldest first, with one from before the period where there is one)."""
    done = [each for each in spans(counts, period) if each.posts is not None or each.interactions is not None]
    both = [each for each in done if each.posts is not None and each.interactions is not None]
    sizes = [FollowerCount(each.day, each.followers, each.source) for each in counts if each.followers is not None]
    posts, acted = _added(each.posts for each in done), _added(each.interactions for each in done)
    days = sum(each.days for each in done)
    size = _newest(sizes, period)
    inside = any(period.first <= each.day <= period.last for each in counts)
    fits = _fits(days, period)
    return Standing(
        platform=rival.platform, competitor_id=rival.id, name=rival.name, handle=rival.handle, days=days, followers=size,
        posts=posts, interactions=acted,
        rate=per_thousand(_added(each.interactions for each in both), _added(each.posts for each in both), size),
        weekly=posts / days * _WEEK if posts is not None and fits else None, growth=_growth([sizes], period), voice=None,
        voice_posts=None, lacks=_lacks(inside=inside, days=days, period=period, posts=posts, size=size),
    )


def own_standing(platform: str, days: Iterable[OwnDay], sizes: Collection[Sequence[FollowerCount]], period: Period) -> Standing:
    """How the client did on a platform: posts published in the period with their newest counts, followers of its profiles."""
    mine = [each for each in days if each[0] == platform and period.first <= each[1] <= period.last]
    posts, acted = sum(each[2] for each in mine), _added(each[3] for each in mine)
    size = _added(_newest(each, period) for each in sizes)
    return Standing(
        platform=platform, competitor_id="", name=OURSELVES, handle="", days=period.days, followers=size, posts=posts,
        interactions=acted, rate=per_thousand(acted, posts, size), weekly=posts / period.days * _WEEK,
        growth=_growth(sizes, period), voice=None, voice_posts=None,
        lacks=_lacks(inside=True, days=period.days, period=period, posts=posts, size=size),
    )


def voiced(standings: Sequence[Standing], period: Period) -> tuple[Standing, ...]:
    """The standings of one platform with their shares of what all said there; only who was counted for long enough takes part."""
    heard = [each for each in standings if _fits(each.days, period)]
    if not any(not each.is_own for each in heard):
        return tuple(standings)
    acted = sum(each.interactions or 0 for each in heard)
    posted = sum(each.posts or 0 for each in heard)
    return tuple(
        replace(each, voice=_share(each.interactions, acted), voice_posts=_share(each.posts, posted)) if each in heard else each
        for each in standings
    )


def benchmark(platform: str, standings: Iterable[Standing]) -> Benchmark:
    """The middle of the competitors of one platform; the client itself is not among them."""
    rivals = [each for each in standings if not each.is_own]
    known = {name: [value for each in rivals if (value := getattr(each, name)) is not None] for name in _MEASURES}
    middle = {name: median(values) if values else None for name, values in known.items()}
    return Benchmark(platform, **middle, of={name: len(values) for name, values in known.items()})


def voice(
    rivals: Sequence[CompetitorView], counts: Mapping[str, Sequence[CountView]], own: Iterable[OwnDay], period: Period
) -> tuple[VoicePoint, ...]:
    """The share of voice on one platform over time: of weeks (months where counts are rare) in which a competitor was counted."""
    done = {
        each.id: [span for span in spans(counts.get(each.id, ()), period) if span.interactions is not None] for each in rivals
    }
    every = [span for found in done.values() for span in found]
    monthly = bool(every) and median(span.days for span in every) > _SLOW
    cells: dict[tuple[date, str], int] = {}
    for key, found in done.items():
        for span in found:
            place = (_start(span.middle, monthly=monthly), key)
            cells[place] = cells.get(place, 0) + (span.interactions or 0)
    told = {start for start, _ in cells}
    for _, day, _, acted in own:
        start = _start(day, monthly=monthly)
        if start in told:
            cells[(start, "")] = cells.get((start, ""), 0) + (acted or 0)
    names = {each.id: each.name for each in rivals} | {"": OURSELVES}
    totals = {start: sum(value for (begun, _), value in cells.items() if begun == start) for start in told}
    platform = rivals[0].platform if rivals else ""
    return tuple(
        VoicePoint(start, platform, key, names[key], value, _share(value, totals[start]))
        for (start, key), value in sorted(cells.items())
    )


def _start(day: date, *, monthly: bool) -> date:
    return day.replace(day=1) if monthly else day - timedelta(days=day.weekday())


def _fits(days: int, period: Period) -> bool:
    """Whether counts cover about as much as the period: not much less, and not much more."""
    return COVERED * period.days <= days <= period.days / COVERED


def _share(part: int | None, whole: int) -> float | None:
    return part / whole if part is not None and whole else None


def _added(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _newest(counts: Sequence[FollowerCount], period: Period) -> int | None:
    inside = [each.followers for each in counts if period.first <= each.day <= period.last]
    return inside[-1] if inside else None


def _growth(profiles: Iterable[Sequence[FollowerCount]], period: Period) -> float | None:
    found = [each for each in (ends(counts, period.first, period.last) for counts in profiles) if each]
    start = sum(each[0].followers for each in found)
    return sum(each[1].followers - each[0].followers for each in found) / start if start else None


def _lacks(*, inside: bool, days: int, period: Period, posts: int | None, size: int | None) -> tuple[str, ...]:
    if not inside:
        return ("no count in this period",)
    reasons = [
        (not days, "only one count so far: nothing to compare it with"),
        (bool(days) and not _fits(days, period), f"its counts cover {days} days, the period has {period.days}"),
        (bool(days) and (posts or 0) < LEAST_POSTS, f"{posts or 0} posts, at least {LEAST_POSTS} are needed"),
        (size is None, "its followers were not counted"),
    ]
    return tuple(said for is_so, said in reasons if is_so)
