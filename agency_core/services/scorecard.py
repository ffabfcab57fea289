"""Scorecard: the few figures an operations lead looks at first, each against its target and the period before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agency_core.domain.actor import Actor
from agency_core.domain.agent import POSTS_PER_WEEK, Frequency
from agency_core.domain.clock import Clock
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.numbers import Kpi
from agency_core.services.numbers import recent
from agency_core.services.totals import added
from agency_core.store.database import Database
from agency_core.store.dialect import QUARTER
from agency_core.store.queries import client as clients
from agency_core.store.queries import numbers as figures
from agency_core.store.queries import scorecard as standings

ON_TIME = 60.0
ANSWER_WITHIN = 300.0
Ended = list[tuple[int, str, float | None]]


class Scorecard:
    """KPIs of a client."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def kpis(self, actor: Actor, *, client_id: str, days: int = 7) -> tuple[Kpi, ...]:
        """Eight figures over the last `days` days; a figure without anything to count is None."""
        actor.reach(client_id, "report")
        now = self._clock.now()
        span = timedelta(days=days)
        with self._db.reading() as session:
            zone = ZoneInfo(clients.get(session, client_id).timezone)
            ended = standings.ended_deliveries(session, client_id, now - 2 * span, now)
            wanted = recent(session, self._clock, client_id, days)
            posts, earlier = (figures.summed(session, each, ("day",), ("interactions",)) for each in (wanted, wanted.before))
            done, quick = standings.answered_messages(session, client_id, now - span, ANSWER_WITHIN)
            standing = standings.agents_standing(session, client_id)
            review, ahead = standings.waiting(session, client_id, now, now + timedelta(days=7))
        edge = int((now - span).timestamp()) // QUARTER
        after, before = [each for each in ended if each[0] >= edge], [each for each in ended if each[0] < edge]
        days_shown = [(now - timedelta(days=back)).astimezone(zone).date() for back in range(days - 1, -1, -1)]
        planned = sum(POSTS_PER_WEEK[Frequency(each[1])] for each in standing) * days / 7
        delivered = {
            day: sum(1 for each in after if each[1] == DeliveryState.DELIVERED and _local_day(each[0], zone) == day)
            for day in days_shown
        }
        gathered = {figures.date_of(each.key[0]): each.counts["interactions"] or 0 for each in posts}
        reactions = {day: gathered.get(day, 0) for day in days_shown}
        answers, failures = sum(each[2] for each in standing), sum(each[3] for each in standing)
        return (
            Kpi(
                "published", "Posts delivered", _delivered(after), planned or None, "posts", _delivered(before),
                tuple(delivered.values()), "up", f"Deliveries that are out, last {days} days; target: the agents' frequency.",
            ),
            Kpi(
                "on_time", "On time", _on_time(after), 0.99, "share", _on_time(before), (), "up",
                f"Share of delivered posts that were out within {ON_TIME:.0f} s of their time.",
            ),
            Kpi(
                "success", "Distribution success", _success(after), 0.95, "share", _success(before), (), "up",
                "Delivered over delivered and failed. Missed and unconfirmed ones are counted apart.",
            ),
            Kpi(
                "interactions", "Interactions", _float(added(posts, "interactions")), None, "interactions",
                _float(added(earlier, "interactions")), tuple(reactions.values()), "up",
                "Likes, comments, shares and saves (LinkedIn: and clicks) of posts published in the period, as last counted.",
            ),
            Kpi(
                "review", "Waiting for review", float(review), None, "items", None, (), "down",
                "Content that somebody must approve or send back.",
            ),
            Kpi(
                "ahead", "Scheduled ahead", float(ahead), None, "items", None, (), "up",
                "Content with a time in the next 7 days.",
            ),
            Kpi(
                "answers", "Answered in 5 min", quick / done if done else None, 0.95, "share", None, (), "up",
                f"Share of messages done within {ANSWER_WITHIN / 60:.0f} minutes of being sent, last {days} days.",
            ),
            Kpi(
                "agents", "Agent uptime", answers / (answers + failures) if answers + failures else None, 0.995, "share", None,
                (), "up", "Share of the active agents' answers that were not failures, since they were registered.",
            ),
        )


def _delivered(ended: Ended) -> float:
    return float(sum(1 for each in ended if each[1] == DeliveryState.DELIVERED))


def _success(ended: Ended) -> float | None:
    return _delivered(ended) / len(ended) if ended else None


def _on_time(ended: Ended) -> float | None:
    late = [each[2] for each in ended if each[1] == DeliveryState.DELIVERED and each[2] is not None]
    return sum(1 for each in late if each <= ON_TIME) / len(late) if late else None


def _float(value: int | None) -> float | None:
    return None if value is None else float(value)


def _local_day(quarter: int, zone: ZoneInfo) -> date:
    """The day on which a quarter of an hour since 1970 falls in `zone`."""
    return datetime.fromtimestamp(quarter * QUARTER, zone).date()
