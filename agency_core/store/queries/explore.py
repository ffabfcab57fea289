"""Questions that go below the sums: single posts of a period, buckets of a spread, what came in, tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import Session

from agency_core.domain.numbers import PostFilter
from agency_core.models import DayTotalRow, GainRow, PostTagRow, PostTotalRow, SpreadRow
from agency_core.store.queries.numbers import RATED, days_of, fits, is_fine, whole

_KNUTH, _WHOLE = 2_654_435_761, 2**32
"""Numbers times the first, over the second, are spread evenly, whatever their pattern."""
TAGS = ("topic", "hashtag", "campaign")


@dataclass(frozen=True)
class Passed:
    """Posts of a platform that were counted at each step: how many, and the sums of the steps."""

    platform: str
    posts: int
    sums: tuple[int, ...]


def of_each_post(session: Session, wanted: PostFilter, by: str, name: str) -> list[tuple[Any, float]]:
    """(key, value) of each post of a period of which `name` (a count, `interactions` or `rate`) is known; `by` is a column."""
    column = PostTotalRow.interactions * 1.0 / PostTotalRow.base if name == "rate" else getattr(PostTotalRow, name)
    known = RATED if name == "rate" else column.is_not(None)
    question = _ask(getattr(PostTotalRow, by), column)
    return [(key, float(value)) for key, value in session.execute(fits(question, wanted).where(known))]


def tags_of_each_post(session: Session, wanted: PostFilter, kind: str) -> list[tuple[str, float]]:
    """(tag, interactions) of each post of a period of which they are known, once for each of its tags of a kind."""
    question = _ask(PostTagRow.tag, PostTotalRow.interactions).join_from(
        PostTotalRow, PostTagRow, (PostTagRow.post_pk == PostTotalRow.post_pk) & (PostTagRow.kind == kind)
    )
    known = fits(question, wanted).where(PostTotalRow.interactions.is_not(None))
    return [(tag, float(value)) for tag, value in session.execute(known)]


def buckets(session: Session, wanted: PostFilter, metric: str) -> list[tuple[str, int, int]] | None:
    """(platform, bucket, posts) of a metric; None for a filter that no bucket is kept by."""
    if is_fine(wanted) or wanted.agent_id:
        return None
    first, last = days_of(wanted)
    posts = whole(SpreadRow.posts)
    question = _ask(SpreadRow.platform, SpreadRow.bucket, posts).where(
        SpreadRow.client_id == wanted.client_id, SpreadRow.metric == metric, SpreadRow.day.between(first, last)
    )
    if wanted.platform:
        question = question.where(SpreadRow.platform == wanted.platform)
    found = session.execute(question.group_by(SpreadRow.platform, SpreadRow.bucket).having(posts > 0))
    return [(platform, bucket, int(count)) for platform, bucket, count in found]


def parts(session: Session, wanted: PostFilter) -> list[tuple[Any, ...]]:
    """(day, platform, interactions, views, base) of each post of a period, of which a spread is made."""
    total = PostTotalRow
    question = _ask(total.day, total.platform, total.interactions, total.views, total.base)
    return [tuple(row) for row in session.execute(fits(question, wanted))]


def gains(session: Session, wanted: PostFilter) -> list[tuple[int, str, int, int]]:
    """(day, platform, views, interactions) that came in, for a filter by platform and agent at most."""
    first, last = days_of(wanted)
    question = _ask(GainRow.day, GainRow.platform, whole(GainRow.views), whole(GainRow.interactions)).where(
        GainRow.client_id == wanted.client_id, GainRow.day.between(first, last)
    )
    for column, value in ((GainRow.platform, wanted.platform), (GainRow.agent_id, wanted.agent_id)):
        if value:
            question = question.where(column == value)
    found = session.execute(question.group_by(GainRow.day, GainRow.platform))
    return [(day, platform, int(views), int(interactions)) for day, platform, views, interactions in found]


def pks(session: Session, wanted: PostFilter) -> list[int]:
    """The posts that fit."""
    return list(session.scalars(fits(select(PostTotalRow.post_pk), wanted)))


def funnel(session: Session, wanted: PostFilter, *, clicked: bool) -> list[Passed]:
    """By platform, the posts of which base and interactions are known, and, when `clicked`, clicks too."""
    steps = [PostTotalRow.base, PostTotalRow.interactions, *([PostTotalRow.clicks] if clicked else [])]
    question = _ask(PostTotalRow.platform, func.count(), *map(whole, steps))
    known = fits(question, wanted).where(*(step.is_not(None) for step in steps))
    found = session.execute(known.group_by(PostTotalRow.platform))
    return [Passed(row[0], row[1], tuple(map(int, row[2:]))) for row in found]


def weeks(session: Session, wanted: PostFilter) -> dict[int, int]:
    """Posts of each week, by the day of its Monday, of those whose hour is known."""
    week = _monday(PostTotalRow.day)
    if is_fine(wanted):
        question = fits(_ask(week, func.count()), wanted)
    else:
        first, last = days_of(wanted)
        week = _monday(DayTotalRow.day)
        question = _ask(week, whole(DayTotalRow.posts)).where(
            DayTotalRow.client_id == wanted.client_id, DayTotalRow.day.between(first, last)
        )
        for column, value in ((DayTotalRow.platform, wanted.platform), (DayTotalRow.agent_id, wanted.agent_id)):
            if value:
                question = question.where(column == value)
    return {int(monday): int(posts) for monday, posts in session.execute(question.group_by(week)) if posts}


def sample(session: Session, wanted: PostFilter, posts: int, most: int) -> list[int]:
    """At most `most` of the `posts` of a period whose hour is known: always the same, and evenly spread over them."""
    question = fits(select(PostTotalRow.post_pk), wanted).where(PostTotalRow.hour >= 0)
    if posts > most:
        question = question.where((PostTotalRow.post_pk * _KNUTH) % _WHOLE < _WHOLE * most // posts)
    return list(session.scalars(question.limit(most)))


def values(session: Session, wanted: PostFilter, kind: str, most: int) -> list[str]:
    """What posts of a period have as their `kind` (of TAGS, or `content_type`), most used first."""
    first, last = days_of(wanted)
    if kind in TAGS:
        column: Any = PostTagRow.tag
        question = _ask(column).where(
            PostTagRow.client_id == wanted.client_id, PostTagRow.kind == kind, PostTagRow.day.between(first, last)
        )
    else:
        column = PostTotalRow.content_type
        question = fits(_ask(column), wanted).where(column != "")
    return list(session.scalars(question.group_by(column).order_by(func.count().desc(), column).limit(most)))


def _ask(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns and expressions of them
    return select(*columns)


def _monday(day: Any) -> Any:  # noqa: ANN401 - a column of days, and an expression of it
    return cast(day - (day + 3) % 7, BigInteger)
