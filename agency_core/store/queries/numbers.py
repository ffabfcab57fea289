"""Questions about figures: the latest count of each post of a period, added up in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, select
from sqlalchemy.orm import Session

from agency_core.domain.delivery import DeliveryState
from agency_core.domain.message import MessageStatus
from agency_core.domain.metric import bases_of, parts_of
from agency_core.domain.numbers import PostFilter, PostNumbers
from agency_core.domain.platform import Platform
from agency_core.models import AgentRow, ContentRow, DeliveryRow, MessageRow, PostRow, SnapshotRow
from agency_core.store.dialect import QuarterOf, SecondsBetween


@dataclass(frozen=True)
class Bucket:
    """Posts of one quarter of an hour, platform and agent. `top` over `base` is the pooled rate where both were counted."""

    quarter: int
    platform: str
    agent_id: str
    posts: int
    views: int | None
    impressions: int | None
    reach: int | None
    interactions: int | None
    top: float
    base: float


def _interactions() -> ColumnElement[Any]:
    """The engagements of a post by its platform's definition; null where none of them was counted."""
    return case(*[(PostRow.platform == each, _added(parts_of(each))) for each in Platform], else_=None)


def _added(names: tuple[str, ...]) -> ColumnElement[Any]:
    columns = [getattr(SnapshotRow, name) for name in names]
    total = sum((func.coalesce(column, 0) for column in columns[1:]), func.coalesce(columns[0], 0))
    return case((and_(*[column.is_(None) for column in columns]), None), else_=total)


def _base() -> ColumnElement[Any]:
    """What the rate of a post divides by: its platform's own base and no other, so that sums never mix bases."""
    return case(*[(PostRow.platform == each, getattr(SnapshotRow, bases_of(each)[0])) for each in Platform], else_=None)


def _posts(wanted: PostFilter, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of a select
    question = (
        select(*columns)
        .select_from(PostRow)
        .outerjoin(SnapshotRow, and_(SnapshotRow.post_pk == PostRow.pk, SnapshotRow.taken_at == PostRow.latest_at))
        .where(
            PostRow.client_id == wanted.client_id,
            PostRow.published_at >= wanted.start,
            PostRow.published_at < wanted.end,
        )
    )
    if wanted.platform:
        question = question.where(PostRow.platform == wanted.platform)
    if wanted.agent_id:
        question = question.where(PostRow.agent_id == wanted.agent_id)
    return question


def _sum(column: Any) -> ColumnElement[int | None]:  # noqa: ANN401 - a column of whole numbers
    return cast(func.sum(column), BigInteger)  # a server adds whole numbers up to a decimal one


def buckets(session: Session, wanted: PostFilter, *, with_hours: bool = False) -> list[Bucket]:
    """The posts of a period, added up by quarter of an hour, platform and agent; on demand only those whose hour is known."""
    quarter = QuarterOf(PostRow.published_at)
    top, base = _interactions(), _base()
    known = and_(top.is_not(None), base > 0)
    question = _posts(
        wanted, quarter, PostRow.platform, PostRow.agent_id, func.count(PostRow.pk.distinct()), _sum(SnapshotRow.views),
        _sum(SnapshotRow.impressions), _sum(SnapshotRow.reach), _sum(top),
        func.coalesce(_sum(case((known, top))), 0), func.coalesce(_sum(case((known, base))), 0),
    ).group_by(quarter, PostRow.platform, PostRow.agent_id)
    if with_hours:
        question = question.where(PostRow.day_only.is_(False))
    return [Bucket(int(found[0]), *found[1:]) for found in session.execute(question)]


def top_posts(session: Session, wanted: PostFilter, limit: int) -> tuple[PostNumbers, ...]:
    """Posts of a period with their latest figures, most interactions first."""
    top, base = _interactions(), _base()
    question = _posts(wanted, PostRow, SnapshotRow, top, base).order_by(top.desc().nulls_last(), PostRow.pk.desc()).limit(limit)
    return tuple(_numbers(*found) for found in session.execute(question))


def _numbers(post: PostRow, shot: SnapshotRow | None, top: float | None, base: float | None) -> PostNumbers:
    def of(name: str) -> int | None:
        return getattr(shot, name) if shot is not None else None

    return PostNumbers(
        post_pk=post.pk, platform=post.platform, external_id=post.external_id, content_id=post.content_id,
        agent_id=post.agent_id, text=post.text, url=post.url, published_at=post.published_at,
        taken_at=shot.taken_at if shot is not None else None, views=of("views"), impressions=of("impressions"),
        reach=of("reach"), likes=of("likes"), comments=of("comments"), shares=of("shares"),
        rate=top / base if top is not None and base else None,
    )


def ended_deliveries(
    session: Session, client_id: str, start: datetime, end: datetime
) -> list[tuple[int, str, float | None]]:
    """(quarter, state, seconds late) of each delivery that was delivered or failed in [start, end)."""
    late = SecondsBetween(DeliveryRow.due_at, DeliveryRow.delivered_at)
    quarter = QuarterOf(DeliveryRow.updated_at)
    ended = DeliveryRow.state.in_([DeliveryState.DELIVERED, DeliveryState.FAILED])
    question = select(quarter, DeliveryRow.state, late).where(
        ended, DeliveryRow.updated_at >= start, DeliveryRow.updated_at < end
    )
    if client_id:
        question = question.where(DeliveryRow.client_id == client_id)
    return [(int(found[0]), found[1], found[2]) for found in session.execute(question)]


def answered_messages(session: Session, client_id: str, start: datetime, within: float) -> tuple[int, int]:
    """How many messages were done since `start`, and how many of them within `within` seconds."""
    took = SecondsBetween(MessageRow.created_at, MessageRow.done_at)
    question = select(func.count(), func.coalesce(func.sum(case((took <= within, 1), else_=0)), 0)).where(
        MessageRow.status == MessageStatus.DONE, MessageRow.created_at >= start
    )
    if client_id:
        question = question.where(MessageRow.client_id == client_id)
    done, quick = session.execute(question).one()
    return int(done), int(quick)


def agents_standing(session: Session, client_id: str) -> list[tuple[str, str, int, int, int]]:
    """(id, frequency, answers, failures, failures in a row) of each active agent."""
    question = select(
        AgentRow.id, AgentRow.posting_frequency, AgentRow.answers, AgentRow.failures, AgentRow.consecutive_failures
    ).where(AgentRow.status == "active")
    if client_id:
        question = question.where(AgentRow.client_id == client_id)
    return [(found[0], found[1], found[2], found[3], found[4]) for found in session.execute(question)]


def waiting(session: Session, client_id: str, now: datetime, until: datetime) -> tuple[int, int]:
    """How much content waits for review, and how much is scheduled from now until a moment."""
    question = select(
        func.coalesce(func.sum(case((ContentRow.status == "in_review", 1), else_=0)), 0),
        func.coalesce(
            func.sum(
                case((and_(ContentRow.status == "scheduled", ContentRow.scheduled_time.between(now, until)), 1), else_=0)
            ),
            0,
        ),
    ).where(ContentRow.status.in_(["in_review", "scheduled"]))
    if client_id:
        question = question.where(ContentRow.client_id == client_id)
    review, ahead = session.execute(question).one()
    return int(review), int(ahead)
