"""Numbers: what worked, by day, platform, agent and hour. Read from the rollups, so no question walks the facts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.analytics.rollup import SPREAD_METRICS
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.numbers import (
    AgentScore,
    CohortPoint,
    Comparison,
    DailyPoint,
    FunnelStep,
    GainPoint,
    GroupPoint,
    HourPoint,
    PostFilter,
    PostNumbers,
    SpreadPoint,
    TrendPoint,
)
from agency_core.errors import Invalid
from agency_core.services import courses, totals
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import explore
from agency_core.store.queries import numbers as figures

LOOK_BACK = 90
LONGEST = 3 * 366
MOST_VALUES = 200
Answer = TypeVar("Answer")


class Numbers:
    """The read side of analytics. A filter names whole days of the client's zone.

    Every method raises Invalid when the period is empty or too long, and NotFound when the client is out of reach.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def _asked(self, actor: Actor, wanted: PostFilter, question: Callable[[Session], Answer]) -> Answer:
        check(actor, wanted)
        with self._db.reading() as session:
            return question(session)

    def compare(self, actor: Actor, *, wanted: PostFilter) -> Comparison:
        """All posts of the period, and of as many days directly before it."""
        return self._asked(actor, wanted, lambda session: Comparison(
            totals.summary(session, wanted), totals.summary(session, wanted.before)
        ))  # fmt: skip

    def by(self, actor: Actor, *, wanted: PostFilter, dimension: str) -> tuple[GroupPoint, ...]:
        """Totals by platform, agent, persona, content_type, topic, hashtag or campaign, at most 200 of them.

        A rate is given where all posts of a group are on one platform, as bases must not be mixed; a median of interactions
        in periods of up to 10,000 posts. A post counts with each of its hashtags; one without a topic, with none.

        Raises:
            Invalid: there is no such dimension.
        """
        _one_of(dimension, totals.DIMENSIONS, "dimension")
        return self._asked(actor, wanted, lambda session: totals.groups(session, wanted, dimension))

    def by_platform(self, actor: Actor, *, wanted: PostFilter) -> tuple[GroupPoint, ...]:
        """Totals by platform, with the target of its engagement rate."""
        return self.by(actor, wanted=wanted, dimension="platform")

    def by_agent(self, actor: Actor, *, wanted: PostFilter) -> tuple[GroupPoint, ...]:
        """Totals by agent."""
        return self.by(actor, wanted=wanted, dimension="agent")

    def daily(self, actor: Actor, *, wanted: PostFilter) -> tuple[DailyPoint, ...]:
        """Posts and figures by day (client's zone) and platform; days without posts are left out."""
        names = ("views", "impressions", "reach", "interactions")
        found = self._asked(actor, wanted, lambda session: figures.summed(session, wanted, ("day", "platform"), names))
        return tuple(
            DailyPoint(
                day=figures.date_of(each.key[0]), platform=each.key[1], posts=each.posts, views=each.counts["views"],
                impressions=each.counts["impressions"], reach=each.counts["reach"],
                interactions=each.counts["interactions"], rate=each.rate,
            )
            for each in sorted(found, key=lambda each: each.key)
        )

    def gains(self, actor: Actor, *, wanted: PostFilter) -> tuple[GainPoint, ...]:
        """What came in by day and platform, whenever its posts were published; days of nothing are left out."""
        return self._asked(actor, wanted, lambda session: courses.gains(session, wanted))

    def trend(
        self, actor: Actor, *, wanted: PostFilter, metric: str = "interactions", of: str = "published"
    ) -> tuple[TrendPoint, ...]:
        """A metric on every day of the period, and which days are odd.

        Args:
            actor: who asks.
            wanted: the period.
            metric: `interactions`, `views`, `posts` or `rate` (a fraction; only where all posts are on one platform).
            of: `published`, the posts of a day as they stand now, or `gained`, what came in on a day (not of posts and rate).

        Raises:
            Invalid: there is no such metric, or it is not known of what came in.
        """
        _one_of(of, ("published", "gained"), "of")
        _one_of(metric, courses.TRENDS if of == "published" else courses.GAINED, "metric")
        return self._asked(
            actor, wanted,
            lambda session: courses.trend(session, wanted, metric, of, _today(session, self._clock, wanted.client_id)),
        )

    def spread(self, actor: Actor, *, wanted: PostFilter, metric: str = "interactions") -> tuple[SpreadPoint, ...]:
        """How the posts of each platform are spread over `interactions`, `views` or `rate`.

        Raises:
            Invalid: there is no such metric.
        """
        _one_of(metric, SPREAD_METRICS, "metric")
        return self._asked(actor, wanted, lambda session: courses.spread(session, wanted, metric))

    def cohorts(self, actor: Actor, *, wanted: PostFilter) -> tuple[CohortPoint, ...]:
        """How posts of a publish week gather their counts by age, for the last 12 weeks of the period.

        Means of an even sample of at most 200 posts a week, always the same, of those whose hour of publication is known.
        """
        return self._asked(actor, wanted, lambda session: courses.cohorts(session, wanted))

    def funnel(self, actor: Actor, *, wanted: PostFilter) -> tuple[FunnelStep, ...]:
        """From seen to reacted to clicked by platform, over the posts for which every step was counted."""
        return self._asked(actor, wanted, lambda session: totals.funnel(session, wanted))

    def scorecards(self, actor: Actor, *, wanted: PostFilter, by_persona: bool = False) -> tuple[AgentScore, ...]:
        """What each agent (or each persona) did; those with most posts first."""
        return self._asked(actor, wanted, lambda session: totals.scorecards(session, wanted, by_persona=by_persona))

    def values(self, actor: Actor, *, wanted: PostFilter, kind: str) -> tuple[str, ...]:
        """What the period's posts can be filtered by: topic, hashtag, campaign or content_type, most used first, at most 200.

        Raises:
            Invalid: there is no such kind.
        """
        _one_of(kind, (*explore.TAGS, "content_type"), "kind")
        return self._asked(actor, wanted, lambda session: tuple(explore.values(session, wanted, kind, MOST_VALUES)))

    def hour_by_weekday(self, actor: Actor, *, wanted: PostFilter) -> tuple[HourPoint, ...]:
        """How posts of each hour and weekday (client's zone) did; cells without posts are left out."""
        found = self._asked(actor, wanted, lambda session: figures.hours(session, wanted))
        return tuple(HourPoint(day, hour, posts, top / base if base else None) for day, hour, posts, top, base in sorted(found))

    def recent_hours(self, client_id: str) -> tuple[HourPoint, ...]:
        """The same over the last 90 days, for those who plan."""
        return self.hour_by_weekday(SYSTEM, wanted=self.recent(client_id, LOOK_BACK))

    def top_posts(self, actor: Actor, *, wanted: PostFilter, limit: int = 20, worst: bool = False) -> tuple[PostNumbers, ...]:
        """Posts of the period with their latest figures, most interactions first; or, counted ones, fewest first."""
        return self._asked(actor, wanted, lambda session: figures.top_posts(session, wanted, limit, worst=worst))

    def recent(self, client_id: str, days: int) -> PostFilter:
        """The filter of the last `days` days of a client, today included."""
        with self._db.reading() as session:
            return recent(session, self._clock, client_id, days)


def recent(session: Session, clock: Clock, client_id: str, days: int) -> PostFilter:
    """The filter of the last `days` days of a client, today included."""
    today = _today(session, clock, client_id)
    return PostFilter(client_id, today - timedelta(days=days - 1), today)


def _today(session: Session, clock: Clock, client_id: str) -> date:
    return clock.now().astimezone(ZoneInfo(clients.get(session, client_id).timezone)).date()


def check(actor: Actor, wanted: PostFilter) -> None:
    """Refuse what may not be asked.

    Raises:
        Invalid: the period is empty or too long.
    """
    actor.reach(wanted.client_id, "report")
    if not wanted.first <= wanted.last <= wanted.first + timedelta(days=LONGEST):
        raise Invalid("The period is empty or too long.", field="first", remedy="Start before the end, at most 3 years.")


def _one_of(value: str, known: Collection[str], field: str) -> None:
    if value not in known:
        raise Invalid(f"{value!r} cannot be asked for here.", field=field, remedy=f"Use one of: {', '.join(known)}.")
