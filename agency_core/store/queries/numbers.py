"""Questions about figures: the latest count of each post of a period, added up in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, select
from sqlalchemy.orm import Session

from agency_core.domain.numbers import PostFilter, PostNumbers
from agency_core.models import (
    DayTotalRow,
    HourTotalRow,
    PostRow,
    PostTagRow,
    PostTotalRow,
)

_ZERO = date(1970, 1, 1)
COUNTED = ("views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks", "interactions")
_SHORT = 92
"""Days up to which the posts of a period are sorted; of longer ones the best are found along their index."""


@dataclass(frozen=True)
class Sums:
    """Posts that have `key` in common, added up; a count is None where no post of them was counted so.

    `counted` says of how many posts each is the sum; `rate_top` over `rate_base` is the pooled rate of those of which both
    parts are known.
    """

    key: tuple[Any, ...]
    posts: int
    counts: Mapping[str, int | None]
    counted: Mapping[str, int]
    rate_top: int
    rate_base: int

    @property
    def rate(self) -> float | None:
        """The pooled engagement rate as a fraction."""
        return self.rate_top / self.rate_base if self.rate_base else None


def keyed(given: Sums, group: str) -> Sums:
    """The same sums by (group, platform); the last part of their key is the platform."""
    return replace(given, key=(group, given.key[-1]))


def joined(parts: Sequence[Sums], key: tuple[Any, ...]) -> Sums:
    """Several sums of one platform added up, by `key`."""
    counts = {
        name: sum(known) if (known := [value for each in parts if (value := each.counts[name]) is not None]) else None
        for name in parts[0].counts
    }
    return Sums(
        key, sum(each.posts for each in parts), counts, {name: sum(each.counted[name] for each in parts) for name in counts},
        sum(each.rate_top for each in parts), sum(each.rate_base for each in parts),
    )


def days_of(wanted: PostFilter) -> tuple[int, int]:
    """First and last day of a filter, as the rollups count them."""
    return (wanted.first - _ZERO).days, (wanted.last - _ZERO).days


def date_of(day: int) -> date:
    """The date of a day of the rollups."""
    return _ZERO + timedelta(days=day)


def is_fine(wanted: PostFilter) -> bool:
    """Whether a filter asks for what no sum is kept by, so that the totals of posts have to be read."""
    return bool(wanted.content_type or wanted.topic or wanted.hashtag or wanted.campaign)


def summed(session: Session, wanted: PostFilter, by: tuple[str, ...], names: Sequence[str] = COUNTED) -> list[Sums]:
    """The posts of a period, added up by some of `day`, `platform`, `agent_id`, `content_type`; only the named counts."""
    if is_fine(wanted) or "content_type" in by:
        question = _of_posts(wanted, [getattr(PostTotalRow, name) for name in by], names)
    else:
        question = _of_days(wanted, [getattr(DayTotalRow, name) for name in by], names)
    return [_sums(tuple(found), len(by), names) for found in session.execute(question)]


def summed_by_tag(session: Session, wanted: PostFilter, kind: str, names: Sequence[str]) -> list[Sums]:
    """The posts of a period, added up by (tag, platform) of a kind of tags; a post counts with each of its tags."""
    # found from the posts of the period on: the tags of all times are many more
    question = _of_posts(wanted, [PostTagRow.tag, PostTotalRow.platform], names).join_from(
        PostTotalRow, PostTagRow, and_(PostTagRow.post_pk == PostTotalRow.post_pk, PostTagRow.kind == kind)
    )
    return [_sums(tuple(found), 2, names) for found in session.execute(question)]


def _of_days(wanted: PostFilter, keys: list[Any], names: Sequence[str]) -> Select[Any]:
    first, last = days_of(wanted)
    parts = [(whole(getattr(DayTotalRow, name)), whole(getattr(DayTotalRow, f"{name}_posts"))) for name in names]
    question = select(
        *keys, whole(DayTotalRow.posts), *(each for part in parts for each in part), whole(DayTotalRow.rate_top),
        whole(DayTotalRow.rate_base),
    ).where(DayTotalRow.client_id == wanted.client_id, DayTotalRow.day.between(first, last))
    if wanted.platform:
        question = question.where(DayTotalRow.platform == wanted.platform)
    if wanted.agent_id:
        question = question.where(DayTotalRow.agent_id == wanted.agent_id)
    return question.group_by(*keys).having(func.sum(DayTotalRow.posts) > 0)


def _of_posts(wanted: PostFilter, keys: list[Any], names: Sequence[str]) -> Select[Any]:
    parts = [(whole(getattr(PostTotalRow, name)), func.count(getattr(PostTotalRow, name))) for name in names]
    top, base = (whole(case((RATED, column))) for column in (PostTotalRow.interactions, PostTotalRow.base))
    question = select(*keys, func.count(PostTotalRow.post_pk), *(each for part in parts for each in part), top, base)
    return fits(question, wanted).group_by(*keys).having(func.count(PostTotalRow.post_pk) > 0)


RATED = and_(PostTotalRow.interactions.is_not(None), PostTotalRow.base > 0)


def fits(question: Select[Any], wanted: PostFilter, *, by_index: bool = True) -> Select[Any]:
    """A question of the totals of posts, narrowed to those that a filter wants. Not `by_index`: the period is only checked."""
    first, last = days_of(wanted)
    day = PostTotalRow.day if by_index else PostTotalRow.day + 0
    question = question.where(PostTotalRow.client_id == wanted.client_id, day.between(first, last))
    for column, value in (
        (PostTotalRow.platform, wanted.platform), (PostTotalRow.agent_id, wanted.agent_id),
        (PostTotalRow.content_type, wanted.content_type),
    ):
        if value:
            question = question.where(column == value)
    for kind in ("topic", "hashtag", "campaign"):
        tag = getattr(wanted, kind)
        if tag:
            tagged = select(PostTagRow.post_pk).where(
                PostTagRow.client_id == wanted.client_id, PostTagRow.kind == kind, PostTagRow.tag == tag,
                PostTagRow.day.between(first, last),
            )
            question = question.where(PostTotalRow.post_pk.in_(tagged))
    return question


def _sums(found: tuple[Any, ...], width: int, names: Sequence[str]) -> Sums:
    key, posts, counted, rate = found[:width], found[width], found[width + 1 : -2], found[-2:]
    counts = {
        name: int(counted[2 * place]) if counted[2 * place + 1] else None for place, name in enumerate(names)
    }
    of_posts = {name: int(counted[2 * place + 1] or 0) for place, name in enumerate(names)}
    return Sums(key, int(posts), counts, of_posts, int(rate[0] or 0), int(rate[1] or 0))


def whole(column: Any) -> ColumnElement[int | None]:  # noqa: ANN401 - a column of whole numbers
    """The sum of a column, as a whole number."""
    return cast(func.sum(column), BigInteger)  # a server adds whole numbers up to a decimal one


def hours(session: Session, wanted: PostFilter) -> list[tuple[int, int, int, int, int]]:
    """(weekday, hour, posts, top, base) of the posts whose hour is known; 0 is Monday."""
    if is_fine(wanted) or wanted.agent_id:
        top, base = (whole(case((RATED, column))) for column in (PostTotalRow.interactions, PostTotalRow.base))
        day, hour = PostTotalRow.day, PostTotalRow.hour
        keys: list[Any] = [weekday(day), hour]
        question = fits(select(*keys, func.count(), top, base), wanted).where(hour >= 0).group_by(*keys)
    else:
        day, hour = HourTotalRow.day, HourTotalRow.hour
        first, last = days_of(wanted)
        sums = [whole(column) for column in (HourTotalRow.posts, HourTotalRow.rate_top, HourTotalRow.rate_base)]
        keys = [weekday(day), hour]
        question = select(*keys, *sums).where(
            HourTotalRow.client_id == wanted.client_id, day.between(first, last), HourTotalRow.posts > 0
        ).group_by(*keys)
        if wanted.platform:
            question = question.where(HourTotalRow.platform == wanted.platform)
    return [(row[0], row[1], int(row[2]), int(row[3] or 0), int(row[4] or 0)) for row in session.execute(question)]


def weekday(day: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column of days
    """The weekday of a day of the rollups, 0 is Monday: 1970-01-01 was a Thursday."""
    return (day + 3) % 7  # type: ignore[no-any-return]  # of whole numbers


def top_posts(session: Session, wanted: PostFilter, limit: int, *, worst: bool = False) -> tuple[PostNumbers, ...]:
    """Posts of a period with their newest figures, most interactions first; or fewest first, of those that were counted."""
    totals = [] if worst else _among_the_best(session, wanted, limit)
    if len(totals) < limit:
        short = wanted.days <= _SHORT
        best = PostTotalRow.interactions
        order = (best.asc(), PostTotalRow.post_pk) if worst else (best.desc().nulls_last(), *_LATEST)
        question = fits(select(PostTotalRow), wanted, by_index=short)
        if worst or not short:
            question = question.where(best.is_not(None))
        totals = list(session.scalars(question.order_by(*order).limit(limit)))
    posts = {row.pk: row for row in session.scalars(select(PostRow).where(PostRow.pk.in_([each.post_pk for each in totals])))}
    return tuple(_numbers(posts[each.post_pk], each) for each in totals)


def _among_the_best(session: Session, wanted: PostFilter, limit: int) -> list[PostTotalRow]:
    """Those of a period among the client's best posts of all times; none where a filter asks for more than a period.

    They are the best of the period when they are enough: whatever is not among them did worse. They are chosen by the index
    alone, as each row is a page to be read, and decrypted, for itself.
    """
    if wanted != PostFilter(wanted.client_id, wanted.first, wanted.last):
        return []
    first, last = days_of(wanted)
    best = (
        select(PostTotalRow.interactions, PostTotalRow.day, PostTotalRow.post_pk)
        .where(PostTotalRow.client_id == wanted.client_id, PostTotalRow.interactions.is_not(None))
        .order_by(PostTotalRow.interactions.desc(), *_LATEST).limit(_BEST).subquery()
    )  # fmt: skip
    chosen = (
        select(best).where(best.c.day.between(first, last))
        .order_by(best.c.interactions.desc(), best.c.day.desc(), best.c.post_pk.desc()).limit(limit).subquery()
    )  # fmt: skip
    mine = and_(
        PostTotalRow.client_id == wanted.client_id, PostTotalRow.day == chosen.c.day, PostTotalRow.post_pk == chosen.c.post_pk
    )
    order = (chosen.c.interactions.desc(), chosen.c.day.desc(), chosen.c.post_pk.desc())  # by its own: SQLite begins with it
    return list(session.scalars(select(PostTotalRow).join(chosen, mine).order_by(*order)))


_LATEST = (PostTotalRow.day.desc(), PostTotalRow.post_pk.desc())
_BEST = 2000
"""So many of a client's best posts are looked at first: of a month of an even year, twenty are among the best 240."""


def _numbers(post: PostRow, total: PostTotalRow) -> PostNumbers:
    rated = total.interactions is not None and total.base
    return PostNumbers(
        post_pk=post.pk, platform=post.platform, external_id=post.external_id, content_id=post.content_id,
        agent_id=post.agent_id, text=post.text, url=post.url, published_at=post.published_at, taken_at=total.taken_at,
        views=total.views, impressions=total.impressions, reach=total.reach, likes=total.likes, comments=total.comments,
        shares=total.shares, saves=total.saves, clicks=total.clicks, interactions=total.interactions,
        rate=total.interactions / total.base if rated and total.interactions is not None and total.base else None,
    )
