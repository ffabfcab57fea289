"""What became of posts: engagement of the last week, views that passed a round number, and the best of the month."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Subquery, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from agency_core.domain.facts import BestFacts, EngagementFacts, PassedFacts
from agency_core.domain.metric import parts_of
from agency_core.domain.platform import ENGAGEMENT_TARGETS, Platform
from agency_core.models import ContentRow, PostRow, PostTotalRow, SnapshotRow
from agency_core.models.base import EPOCH
from agency_core.store.bulk import among

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MARKS = (1_000, 10_000, 100_000, 1_000_000)
"""Views that are worth telling of."""
LOOKED_AT = 1_000
"""Of so many posts that were counted last, milestones are looked for: a large import brings old ones, not news."""


def engagement(session: Session, clients: Mapping[str, str], now: datetime) -> tuple[EngagementFacts, ...]:
    """By client (names by id) and platform with a target: counted posts of the last seven days that are at least a day old."""
    start, end = now - WEEK, now - DAY
    days = (_day(start) - 1, _day(end) + 1)  # a day more on both sides: totals have the days of each client's own zone
    question = (
        select(
            PostTotalRow.client_id, PostTotalRow.platform, func.count(), func.sum(PostTotalRow.interactions),
            func.sum(PostTotalRow.base),
        )
        .join(PostRow, PostRow.pk == PostTotalRow.post_pk)
        .where(
            among(session, PostTotalRow.client_id, clients), PostTotalRow.day.between(*days),
            PostTotalRow.platform.in_(ENGAGEMENT_TARGETS), PostTotalRow.interactions.is_not(None), PostTotalRow.base > 0,
            PostRow.published_at >= start, PostRow.published_at < end,
        )
        .group_by(PostTotalRow.client_id, PostTotalRow.platform)
        .order_by(PostTotalRow.client_id, PostTotalRow.platform)
    )
    found = session.execute(question)
    return tuple(EngagementFacts(id, clients[id], on, posts, int(top or 0), int(base or 0)) for id, on, posts, top, base in found)


def passed(session: Session, now: datetime) -> tuple[PassedFacts, ...]:
    """Posts that passed one of MARKS: more views than before the hour, of those that had been counted before."""
    newest = _counted_last(now)
    post = select(newest.c.post_pk, newest.c.views).where(newest.c.views >= MARKS[0]).subquery()
    before = (
        select(func.max(SnapshotRow.views))
        .where(SnapshotRow.post_pk == post.c.post_pk, SnapshotRow.taken_at < now - HOUR)
        .correlate(post).scalar_subquery()
    )  # fmt: skip
    question = select(post.c.post_pk, post.c.views, before)
    crossed: dict[int, tuple[int, int]] = {}
    for pk, views, earlier in session.execute(question):
        mark = max(each for each in MARKS if each <= views)
        if earlier is not None and earlier < mark:
            crossed[pk] = (views, mark)
    return tuple(
        PassedFacts(pk, client_id, platform, title, *crossed[pk])
        for pk, client_id, platform, title in _named(session, crossed)
    )


def best(session: Session, now: datetime) -> tuple[BestFacts, ...]:
    """Posts that lead their client's month (in UTC) by interactions, and did not before the hour."""
    month = now.date().replace(day=1)
    first = (month - EPOCH.date()).days
    fresh, other = _counted_last(now), aliased(PostTotalRow)
    place = func.row_number().over(partition_by=fresh.c.client_id, order_by=(fresh.c.interactions.desc(), fresh.c.post_pk))
    ranked = select(fresh, place.label("place")).where(fresh.c.day >= first, fresh.c.interactions > 0).subquery()
    top = select(ranked).where(ranked.c.place == 1).subquery()
    leads = ~exists().where(
        other.client_id == top.c.client_id, other.day >= first, other.interactions > top.c.interactions
    ).correlate(top)
    rivals = (other.client_id == top.c.client_id, other.day >= first, other.post_pk != top.c.post_pk)
    # not the plain column: its index would be walked down through the posts of all times
    next_best = select(func.max(other.interactions + 0)).where(*rivals).correlate(top).scalar_subquery()
    rated = select(func.count(other.interactions)).where(*rivals).correlate(top).scalar_subquery()
    question = select(top.c.post_pk, top.c.interactions, next_best, rated).where(leads)
    leading = {pk: (count, below, posts + 1) for pk, count, below, posts in session.execute(question) if below is not None}
    earlier = _before(session, leading, now - HOUR)
    return tuple(
        BestFacts(pk, client_id, platform, title, *leading[pk], month)
        for pk, client_id, platform, title in _named(session, leading)
        if leading[pk][0] > leading[pk][1] >= earlier.get(pk, 0)
    )


def _counted_last(now: datetime) -> Subquery:
    """The totals of the posts that were counted last, within the hour."""
    question = (
        select(
            PostTotalRow.post_pk, PostTotalRow.client_id, PostTotalRow.day, PostTotalRow.views, PostTotalRow.interactions
        )
        .where(PostTotalRow.taken_at >= now - HOUR, PostTotalRow.taken_at <= now)
        .order_by(PostTotalRow.taken_at.desc())
        .limit(LOOKED_AT)
    )
    return question.subquery()


def _before(session: Session, pks: Collection[int], moment: datetime) -> dict[int, int]:
    """Interactions of posts as they were counted last before a moment."""
    if not pks:
        return {}
    newest = (
        select(SnapshotRow.post_pk, func.max(SnapshotRow.taken_at).label("taken_at"))
        .where(among(session, SnapshotRow.post_pk, pks), SnapshotRow.taken_at < moment)
        .group_by(SnapshotRow.post_pk).subquery()
    )  # fmt: skip
    question = (
        select(SnapshotRow, PostRow.platform)
        .join(newest, and_(SnapshotRow.post_pk == newest.c.post_pk, SnapshotRow.taken_at == newest.c.taken_at))
        .join(PostRow, PostRow.pk == SnapshotRow.post_pk)
    )
    return {
        row.post_pk: sum(getattr(row, part) or 0 for part in parts_of(Platform(platform)))
        for row, platform in session.execute(question)
    }


def _named(session: Session, pks: Iterable[int]) -> list[tuple[int, str, str, str]]:
    """(pk, client, platform, title or words) of posts."""
    wanted = list(pks)
    if not wanted:
        return []
    question = (
        select(PostRow.pk, PostRow.client_id, PostRow.platform, func.coalesce(ContentRow.title, PostRow.text))
        .outerjoin(ContentRow, ContentRow.id == PostRow.content_id)
        .where(among(session, PostRow.pk, wanted))
    )
    return [(pk, client_id, platform, title) for pk, client_id, platform, title in session.execute(question.order_by(PostRow.pk))]


def _day(moment: datetime) -> int:
    return (moment.date() - EPOCH.date()).days
