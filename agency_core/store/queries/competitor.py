"""Questions about competitors, their counts, and what is public of the client's own posts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Table, cast, delete, func, select
from sqlalchemy.orm import Session

from agency_core.domain.audience import Kept
from agency_core.domain.competitor import CompetitorView, CountView, NewCount
from agency_core.errors import NotFound
from agency_core.models import CompetitorCountRow, CompetitorRow, DayTotalRow
from agency_core.store.bulk import Meets, among, put
from agency_core.store.queries.audience import day_of
from agency_core.store.queries.numbers import date_of
from agency_core.store.rows import fetch

_COLUMNS = ("competitor_id", "day", "followers", "posts", "interactions", "source")
_TABLE = CompetitorCountRow.__table__
OwnDay = tuple[str, date, int, int | None]
"""Platform, day, posts that were counted, and their likes, comments and shares together."""


def get(session: Session, competitor_id: str) -> CompetitorRow:
    """The competitor with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, CompetitorRow, competitor_id)
    if row is None:
        remedy = "Check the id: it may be gone."
        raise NotFound(f"There is no competitor {competitor_id!r}.", field="competitor_id", remedy=remedy)
    return row


def same(session: Session, client_id: str, platform: str, handle: str) -> CompetitorRow | None:
    """The competitor of this name; None when there is none."""
    mine = (CompetitorRow.client_id == client_id, CompetitorRow.platform == platform, CompetitorRow.handle == handle)
    return session.scalar(select(CompetitorRow).where(*mine))


def of_client(session: Session, client_id: str, platform: str = "") -> list[CompetitorRow]:
    """The competitors of a client, by platform and name."""
    question = select(CompetitorRow).where(CompetitorRow.client_id == client_id)
    if platform:
        question = question.where(CompetitorRow.platform == platform)
    return list(session.scalars(question.order_by(CompetitorRow.platform, CompetitorRow.name, CompetitorRow.id)))


def views(session: Session, rows: Collection[CompetitorRow]) -> tuple[CompetitorView, ...]:
    """Frozen copies, with how often and when each was counted last."""
    ids = [row.id for row in rows]
    count = CompetitorCountRow
    question = select(count.competitor_id, func.count(), func.max(count.day)).where(among(session, count.competitor_id, ids))
    found = {key: (number, last) for key, number, last in session.execute(question.group_by(count.competitor_id))} if ids else {}
    sizes = _newest_followers(session, ids)
    return tuple(
        CompetitorView(
            row.id, row.client_id, row.platform, row.handle, row.name, row.url, row.created_at, number,
            date_of(last) if last is not None else None, sizes.get(row.id),
        )
        for row in rows for number, last in (found.get(row.id, (0, None)),)
    )


def counts(session: Session, ids: Collection[str], first: date | None = None, last: date | None = None) -> list[CountView]:
    """The counts of competitors, by competitor, oldest first."""
    question = select(CompetitorCountRow).where(among(session, CompetitorCountRow.competitor_id, ids))
    if first is not None:
        question = question.where(CompetitorCountRow.day >= day_of(first))
    if last is not None:
        question = question.where(CompetitorCountRow.day <= day_of(last))
    rows = session.scalars(question.order_by(CompetitorCountRow.competitor_id, CompetitorCountRow.day)) if ids else ()
    return [
        CountView(row.competitor_id, date_of(row.day), row.followers, row.posts, row.interactions, row.source) for row in rows
    ]


def keep(session: Session, competitor_id: str, new: Iterable[NewCount], source: str, *, is_dry_run: bool = False) -> Kept:
    """Keep counts of a competitor, each in the place of another of its day; a dry run only says what would become of them."""
    wanted = {each.day: (each.followers, each.posts, each.interactions) for each in new}
    there = {
        each.day: (each.followers, each.posts, each.interactions)
        for each in (counts(session, [competitor_id], min(wanted), max(wanted)) if wanted else ())
    }
    rows: list[tuple[Any, ...]] = [
        (competitor_id, day_of(day), *values, source) for day, values in sorted(wanted.items()) if there.get(day) != values
    ]
    if not is_dry_run:
        assert isinstance(_TABLE, Table)  # noqa: S101 - what a mapped class has
        put(session, _TABLE, _COLUMNS, rows, meets=Meets.REPLACED)
    changed = sum(date_of(row[1]) in there for row in rows)
    return Kept(len(rows) - changed, changed, len(wanted) - len(rows))


def forget_count(session: Session, competitor_id: str, day: date) -> bool:
    """Take a count away; whether there was one."""
    row = session.get(CompetitorCountRow, (competitor_id, day_of(day)))
    if row is not None:
        session.delete(row)
    return row is not None


def erase(session: Session, row: CompetitorRow) -> None:
    """Take a competitor away, with its counts."""
    session.execute(delete(CompetitorCountRow).where(CompetitorCountRow.competitor_id == row.id))
    session.delete(row)


def own_days(session: Session, client_id: str, first: date, last: date, platform: str = "") -> list[OwnDay]:
    """What is public of the client's posts, by platform and day of publication."""
    acts = (DayTotalRow.likes, DayTotalRow.comments, DayTotalRow.shares)
    total = cast(func.sum(acts[0] + acts[1] + acts[2]), BigInteger)
    known = cast(func.sum(DayTotalRow.likes_posts), BigInteger)
    question = select(DayTotalRow.platform, DayTotalRow.day, known, total).where(
        DayTotalRow.client_id == client_id, DayTotalRow.day.between(day_of(first), day_of(last))
    )
    if platform:
        question = question.where(DayTotalRow.platform == platform)
    found = session.execute(question.group_by(DayTotalRow.platform, DayTotalRow.day))
    return [(name, date_of(day), int(posts or 0), int(acted or 0) if posts else None) for name, day, posts, acted in found]


def _newest_followers(session: Session, ids: Collection[str]) -> dict[str, int]:
    """Of each competitor, the newest count in which its followers were told."""
    if not ids:
        return {}
    told = select(CompetitorCountRow.competitor_id, CompetitorCountRow.followers).where(
        among(session, CompetitorCountRow.competitor_id, ids), CompetitorCountRow.followers.is_not(None)
    )
    oldest_first = session.execute(told.order_by(CompetitorCountRow.competitor_id, CompetitorCountRow.day))
    return {key: size for key, size in oldest_first if size is not None}
