"""Numbers: figures against their targets, and what worked, by day, platform, agent and hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock, aware
from agency_core.domain.metric import bases_of
from agency_core.domain.numbers import DailyPoint, GroupPoint, HourPoint, PostFilter, PostNumbers
from agency_core.domain.platform import ENGAGEMENT_TARGETS, LABELS, Platform
from agency_core.errors import Invalid
from agency_core.store.database import Database
from agency_core.store.dialect import QUARTER
from agency_core.store.queries import agent as agents
from agency_core.store.queries import client as clients
from agency_core.store.queries import numbers as figures
from agency_core.store.queries.numbers import Bucket

_COUNTED = ("views", "impressions", "reach", "interactions")
K = TypeVar("K")
LOOK_BACK = timedelta(days=90)
LONGEST = timedelta(days=3 * 366)


@dataclass
class _Sum:
    """Buckets added up; a count stays None until somebody counted it."""

    posts: int = 0
    top: float = 0
    base: float = 0
    counts: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(_COUNTED))

    def add(self, bucket: Bucket) -> None:
        self.posts += bucket.posts
        self.top += bucket.top
        self.base += bucket.base
        for name, known in self.counts.items():
            more = getattr(bucket, name)
            if more is not None:
                self.counts[name] = (known or 0) + more

    @property
    def rate(self) -> float | None:
        return self.top / self.base if self.base else None


class Numbers:
    """The read side of analytics."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def daily(self, actor: Actor, *, wanted: PostFilter) -> tuple[DailyPoint, ...]:
        """Posts and figures by day (client's zone) and platform; days without posts are left out."""
        zone, buckets = self._read(actor, wanted)
        sums = _grouped(buckets, lambda each: (_local(each.quarter, zone).date(), each.platform))
        return tuple(
            DailyPoint(
                day=day, platform=platform, posts=total.posts, views=total.counts["views"],
                impressions=total.counts["impressions"], reach=total.counts["reach"],
                interactions=total.counts["interactions"], rate=total.rate,
            )
            for (day, platform), total in sorted(sums.items())
        )

    def by_platform(self, actor: Actor, *, wanted: PostFilter) -> tuple[GroupPoint, ...]:
        """Totals by platform, with the target of its engagement rate."""
        _, buckets = self._read(actor, wanted)
        sums = _grouped(buckets, lambda each: each.platform)
        return tuple(_group(name, LABELS[Platform(name)], sums[name], Platform(name)) for name in sorted(sums))

    def by_agent(self, actor: Actor, *, wanted: PostFilter) -> tuple[GroupPoint, ...]:
        """Totals by agent. A rate is given where all its posts are on one platform, as bases must not be mixed."""
        _, buckets = self._read(actor, wanted)
        with self._db.reading() as session:
            from agency_core.domain.paging import Page

            names = {row.id: row.name for row in agents.of_client(session, wanted.client_id, Page(limit=500))[0]}
        sums = _grouped(buckets, lambda each: each.agent_id)
        on: dict[str, set[str]] = defaultdict(set)
        for each in buckets:
            on[each.agent_id].add(each.platform)
        return tuple(
            _group(
                key, names.get(key, key) or "People", sums[key], Platform(next(iter(on[key]))) if len(on[key]) == 1 else None
            )
            for key in sorted(sums)
        )

    def hour_by_weekday(self, actor: Actor, *, wanted: PostFilter) -> tuple[HourPoint, ...]:
        """How posts of each hour and weekday (client's zone) did; cells without posts are left out."""
        zone, buckets = self._read(actor, wanted, with_hours=True)

        def cell(bucket: Bucket) -> tuple[int, int]:
            local = _local(bucket.quarter, zone)
            return local.weekday(), local.hour

        sums = _grouped(buckets, cell)
        return tuple(HourPoint(day, hour, total.posts, total.rate) for (day, hour), total in sorted(sums.items()))

    def recent_hours(self, client_id: str) -> tuple[HourPoint, ...]:
        """The same over the last 90 days, for those who plan."""
        now = self._clock.now()
        return self.hour_by_weekday(SYSTEM, wanted=PostFilter(client_id, now - LOOK_BACK, now))

    def top_posts(self, actor: Actor, *, wanted: PostFilter, limit: int = 20) -> tuple[PostNumbers, ...]:
        """Posts of the period with their latest figures, most interactions first."""
        actor.reach(wanted.client_id)
        with self._db.reading() as session:
            return figures.top_posts(session, wanted, limit)

    def _read(self, actor: Actor, wanted: PostFilter, *, with_hours: bool = False) -> tuple[ZoneInfo, list[Bucket]]:
        actor.reach(wanted.client_id)
        start, end = aware(wanted.start, "start"), aware(wanted.end, "end")
        if not start < end <= start + LONGEST:
            raise Invalid("The period is empty or too long.", field="start", remedy="Start before the end, at most 3 years.")
        with self._db.reading() as session:
            zone = ZoneInfo(clients.get(session, wanted.client_id).timezone)
            return zone, figures.buckets(session, wanted, with_hours=with_hours)


def _grouped(buckets: Iterable[Bucket], key: Callable[[Bucket], K]) -> dict[K, _Sum]:
    sums: dict[K, _Sum] = defaultdict(_Sum)
    for each in buckets:
        sums[key(each)].add(each)
    return sums


def _group(key: str, label: str, total: _Sum, platform: Platform | None) -> GroupPoint:
    low, high = ENGAGEMENT_TARGETS.get(platform, (None, None)) if platform else (None, None)
    return GroupPoint(
        key=key, label=label, posts=total.posts, views=total.counts["views"], reach=total.counts["reach"],
        interactions=total.counts["interactions"], rate=total.rate if platform else None,
        base=bases_of(platform)[0] if platform else "", target_low=low, target_high=high,
    )


def _local(quarter: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(quarter * QUARTER, zone)


def local_day(quarter: int, zone: ZoneInfo) -> date:
    """The day on which a quarter of an hour since 1970 falls in `zone`."""
    return _local(quarter, zone).date()
