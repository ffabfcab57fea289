"""Numbers: what worked, by day, platform, agent and hour. Read from the rollups, so no question walks the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.metric import bases_of
from agency_core.domain.numbers import DailyPoint, GroupPoint, HourPoint, PostFilter, PostNumbers
from agency_core.domain.paging import Page
from agency_core.domain.platform import ENGAGEMENT_TARGETS, LABELS, Platform
from agency_core.errors import Invalid
from agency_core.store.database import Database
from agency_core.store.queries import agent as agents
from agency_core.store.queries import client as clients
from agency_core.store.queries import numbers as figures
from agency_core.store.queries.numbers import Sums

LOOK_BACK = 90
LONGEST = 3 * 366


class Numbers:
    """The read side of analytics. A filter names whole days of the client's zone."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def daily(self, actor: Actor, *, wanted: PostFilter) -> tuple[DailyPoint, ...]:
        """Posts and figures by day (client's zone) and platform; days without posts are left out."""
        check(actor, wanted)
        with self._db.reading() as session:
            found = figures.summed(session, wanted, ("day", "platform"))
        return tuple(
            DailyPoint(
                day=figures.date_of(each.key[0]), platform=each.key[1], posts=each.posts, views=each.counts["views"],
                impressions=each.counts["impressions"], reach=each.counts["reach"],
                interactions=each.counts["interactions"], rate=each.rate,
            )
            for each in sorted(found, key=lambda each: each.key)
        )

    def by_platform(self, actor: Actor, *, wanted: PostFilter) -> tuple[GroupPoint, ...]:
        """Totals by platform, with the target of its engagement rate."""
        check(actor, wanted)
        with self._db.reading() as session:
            found = figures.summed(session, wanted, ("platform",))
        return tuple(
            group(each.key[0], LABELS[Platform(each.key[0])], [each], Platform(each.key[0]))
            for each in sorted(found, key=lambda each: each.key)
        )

    def by_agent(self, actor: Actor, *, wanted: PostFilter) -> tuple[GroupPoint, ...]:
        """Totals by agent. A rate is given where all its posts are on one platform, as bases must not be mixed."""
        check(actor, wanted)
        with self._db.reading() as session:
            names = {row.id: row.name for row in agents.of_client(session, wanted.client_id, Page(limit=500))[0]}
            found = figures.summed(session, wanted, ("agent_id", "platform"))
        return by_key(found, lambda key: names.get(key, key) or "People")

    def hour_by_weekday(self, actor: Actor, *, wanted: PostFilter) -> tuple[HourPoint, ...]:
        """How posts of each hour and weekday (client's zone) did; cells without posts are left out."""
        check(actor, wanted)
        with self._db.reading() as session:
            found = sorted(figures.hours(session, wanted))
        return tuple(HourPoint(day, hour, posts, top / base if base else None) for day, hour, posts, top, base in found)

    def recent_hours(self, client_id: str) -> tuple[HourPoint, ...]:
        """The same over the last 90 days, for those who plan."""
        return self.hour_by_weekday(SYSTEM, wanted=self.recent(client_id, LOOK_BACK))

    def top_posts(self, actor: Actor, *, wanted: PostFilter, limit: int = 20, worst: bool = False) -> tuple[PostNumbers, ...]:
        """Posts of the period with their latest figures, most interactions first; or, counted ones, fewest first."""
        check(actor, wanted)
        with self._db.reading() as session:
            return figures.top_posts(session, wanted, limit, worst=worst)

    def recent(self, client_id: str, days: int) -> PostFilter:
        """The filter of the last `days` days of a client, today included."""
        with self._db.reading() as session:
            return recent(session, self._clock, client_id, days)


def recent(session: Session, clock: Clock, client_id: str, days: int) -> PostFilter:
    """The filter of the last `days` days of a client, today included."""
    today = clock.now().astimezone(ZoneInfo(clients.get(session, client_id).timezone)).date()
    return PostFilter(client_id, today - timedelta(days=days - 1), today)


def check(actor: Actor, wanted: PostFilter) -> None:
    """Refuse what may not be asked.

    Raises:
        Invalid: the period is empty or too long.
    """
    actor.reach(wanted.client_id)
    if not wanted.first <= wanted.last <= wanted.first + timedelta(days=LONGEST):
        raise Invalid("The period is empty or too long.", field="first", remedy="Start before the end, at most 3 years.")


def by_key(found: Iterable[Sums], label: Callable[[str], str]) -> tuple[GroupPoint, ...]:
    """Groups of sums whose key is (group, platform); a rate only where all is on one platform."""
    groups: dict[str, list[Sums]] = {}
    for each in sorted(found, key=lambda each: each.key):
        groups.setdefault(each.key[0], []).append(each)
    return tuple(
        group(key, label(key), parts, Platform(parts[0].key[1]) if len(parts) == 1 else None) for key, parts in groups.items()
    )


def group(key: str, label: str, parts: Iterable[Sums], platform: Platform | None) -> GroupPoint:
    """The totals of a group; `platform` where all of it is on one."""
    low, high = ENGAGEMENT_TARGETS.get(platform, (None, None)) if platform else (None, None)
    together = list(parts)
    return GroupPoint(
        key=key, label=label, posts=sum(each.posts for each in together), views=added(together, "views"),
        reach=added(together, "reach"), interactions=added(together, "interactions"),
        rate=together[0].rate if platform else None, base=bases_of(platform)[0] if platform else "", target_low=low,
        target_high=high,
    )


def added(parts: Iterable[Sums], name: str) -> int | None:
    """A count over several sums; None where it was counted in none."""
    known = [value for each in parts if (value := each.counts[name]) is not None]
    return sum(known) if known else None
