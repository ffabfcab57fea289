"""Questions of those who keep the rollups: facts of some posts as tuples, and differences added to the sums."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, func, select, text, type_coerce
from sqlalchemy.orm import Session

from agency_core.models import (
    Base,
    ClientRow,
    DayTotalRow,
    GainRow,
    HourTotalRow,
    PostRow,
    PostTagRow,
    PostTotalRow,
    SpreadRow,
)
from agency_core.models.base import millis
from agency_core.store.bulk import Meets, among, put
from agency_core.store.dialect import table_of
from agency_core.store.turns import number_of

SUMS: dict[str, type[Base]] = {"days": DayTotalRow, "hours": HourTotalRow, "spread": SpreadRow, "gains": GainRow}
_Kept = type[PostTotalRow | DayTotalRow | HourTotalRow | SpreadRow | GainRow | PostTagRow]
ALL: tuple[_Kept, ...] = (PostTotalRow, DayTotalRow, HourTotalRow, SpreadRow, GainRow, PostTagRow)
COUNTS = ("views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks")
_SHOT = ", ".join(f"s.{name}" for name in ("post_pk", "taken_at", "source", *COUNTS))
_SINCE = """JOIN snapshot s ON s.post_pk = t.pk AND s.taken_at >= coalesce(
    (SELECT max(b.taken_at) FROM snapshot b WHERE b.post_pk = t.pk AND b.taken_at < t.first), -9000000000000000)"""
_IN_FILE = f"""SELECT {_SHOT} FROM (
    SELECT json_extract(value, '$[0]') AS pk, json_extract(value, '$[1]') AS first FROM json_each(:touched)) t CROSS {_SINCE}"""  # noqa: S608
_ON_SERVER = f"SELECT {_SHOT} FROM unnest(CAST(:pks AS bigint[]), CAST(:firsts AS bigint[])) AS t(pk, first) {_SINCE}"  # noqa: S608

_UNTIL_IN_FILE = f"""SELECT {_SHOT} FROM json_each(:touched) t CROSS JOIN snapshot s
    ON s.post_pk = json_extract(t.value, '$[0]') AND s.taken_at <= json_extract(t.value, '$[1]')"""  # noqa: S608
_UNTIL_ON_SERVER = f"""SELECT {_SHOT} FROM unnest(CAST(:pks AS bigint[]), CAST(:until AS bigint[])) AS t(pk, until)
    JOIN snapshot s ON s.post_pk = t.pk AND s.taken_at <= t.until"""  # noqa: S608


def take_turn(session: Session, client_id: str) -> None:
    """Let nobody else count this client's posts until the end of the transaction (a file has one writer in any case)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(number_of(f"numbers:{client_id}"))))


def posts(session: Session, pks: Collection[int]) -> list[tuple[Any, ...]]:
    """(pk, platform, agent, content type, milliseconds of publication, only the day known) of these posts."""
    question = select(
        PostRow.pk, PostRow.platform, PostRow.agent_id, PostRow.content_type, PostRow.published_at, PostRow.day_only
    ).where(among(session, PostRow.pk, pks))
    return [(*row[:4], None if row[4] is None else millis(row[4]), row[5]) for row in session.execute(question)]


def shots(session: Session, firsts: Mapping[int, int]) -> Sequence[tuple[Any, ...]]:
    """Snapshots of posts, each from the newest before a moment on: (pk, milliseconds, source, counts as in COUNTS).

    Args:
        session: of a transaction, or of a reading.
        firsts: by pk, the earliest moment (milliseconds) that changes.
    """
    if not firsts:
        return []
    if session.get_bind().dialect.name == "postgresql":
        given: dict[str, Any] = {"pks": list(firsts), "firsts": list(firsts.values())}
        return [tuple(row) for row in session.execute(text(_ON_SERVER), given)]
    return [tuple(row) for row in session.execute(text(_IN_FILE), {"touched": json.dumps(list(firsts.items()))})]


def shots_until(session: Session, until: Mapping[int, int]) -> Sequence[tuple[Any, ...]]:
    """Snapshots of posts up to a moment (milliseconds) each, like `shots`."""
    if not until:
        return []
    if session.get_bind().dialect.name == "postgresql":
        given: dict[str, Any] = {"pks": list(until), "until": list(until.values())}
        return [tuple(row) for row in session.execute(text(_UNTIL_ON_SERVER), given)]
    return [tuple(row) for row in session.execute(text(_UNTIL_IN_FILE), {"touched": json.dumps(list(until.items()))})]


def replace_totals(
    session: Session, client_id: str, gone: Sequence[tuple[int, int]], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Take the totals of `gone` (day, pk) away and write those of `rows`."""
    if gone:
        table = table_of(PostTotalRow)
        key = (table.c.client_id == client_id, table.c.day == bindparam("of_day"), table.c.post_pk == bindparam("of_post"))
        session.connection().execute(delete(table).where(*key), [{"of_day": day, "of_post": pk} for day, pk in gone])
    put(session, table_of(PostTotalRow), names, rows, meets=Meets.REPLACED, fixed={"client_id": client_id})


def add(session: Session, client_id: str, rollup: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add differences to the cells of a rollup (a name in SUMS)."""
    put(session, table_of(SUMS[rollup]), names, rows, meets=Meets.ADDED, fixed={"client_id": client_id})


def sweep(session: Session, client_id: str) -> None:
    """Delete cells that count no post any more: a gain of nothing, a bucket that is empty."""
    for row, counted in ((DayTotalRow, DayTotalRow.posts), (HourTotalRow, HourTotalRow.posts), (SpreadRow, SpreadRow.posts)):
        session.execute(delete(row).where(row.client_id == client_id, counted == 0))
    session.execute(delete(GainRow).where(GainRow.client_id == client_id, GainRow.views == 0, GainRow.interactions == 0))


def retag(session: Session, client_id: str, pks: Collection[int], tags: Sequence[tuple[str, str, int, int]]) -> None:
    """Let these posts have these tags: (kind, tag, day, pk) each."""
    session.execute(delete(PostTagRow).where(PostTagRow.client_id == client_id, among(session, PostTagRow.post_pk, pks)))
    put(session, table_of(PostTagRow), ("kind", "tag", "day", "post_pk"), tags, meets=Meets.STAYS, fixed={"client_id": client_id})


def words(session: Session, pks: Collection[int]) -> list[tuple[int, str, str, str]]:
    """(pk, topic, campaign, hashtags) of these posts."""
    question = select(PostRow.pk, PostRow.topic, PostRow.campaign, PostRow.hashtags).where(among(session, PostRow.pk, pks))
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(question)]


def clear(session: Session, client_id: str) -> None:
    """Delete every rollup of a client."""
    for row in ALL:
        session.execute(delete(row).where(row.client_id == client_id))


def pages(session: Session, client_id: str, size: int) -> Iterable[list[int]]:
    """The pks of all posts of a client, `size` at a time."""
    last = 0
    while True:
        question = select(PostRow.pk).where(PostRow.client_id == client_id, PostRow.pk > last).order_by(PostRow.pk).limit(size)
        found = list(session.scalars(question))
        if not found:
            return
        yield found
        last = found[-1]


def cells(session: Session, client_id: str, rollup: str, names: Sequence[str]) -> Iterator[Sequence[Sequence[Any]]]:
    """The named columns of every row of a rollup (a name in SUMS, `totals` or `tags`), many at a time; times in milliseconds."""
    columns = table_of(SUMS.get(rollup, PostTotalRow if rollup == "totals" else PostTagRow)).columns
    said = [type_coerce(columns[name], BigInteger) if name == "taken_at" else columns[name] for name in names]
    question = select(*said).where(columns["client_id"] == client_id).execution_options(yield_per=10_000)
    yield from session.execute(question).partitions()


def counted_clients(session: Session) -> list[str]:
    """Clients with posts."""
    return list(session.scalars(select(ClientRow.id).where(select(PostRow.pk).where(PostRow.client_id == ClientRow.id).exists())))


def uncounted(session: Session) -> list[str]:
    """Clients with dated posts and no rollup at all: their facts came with a migration or an import of the whole client."""
    has_posts = select(PostRow.pk).where(PostRow.client_id == ClientRow.id, PostRow.published_at.is_not(None)).exists()
    has_totals = select(PostTotalRow.post_pk).where(PostTotalRow.client_id == ClientRow.id).exists()
    return list(session.scalars(select(ClientRow.id).where(has_posts, ~has_totals)))
