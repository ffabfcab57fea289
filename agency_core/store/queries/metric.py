"""Questions about posts and what was counted for them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Row, Select, String, and_, bindparam, cast, func, select, text, type_coerce, union_all
from sqlalchemy.orm import Session

from agency_core.domain.numbers import SnapshotFilter
from agency_core.domain.paging import Page, position
from agency_core.models import ClientRow, ContentRow, DeliveryRow, PostRow, PostTotalRow, SnapshotRow
from agency_core.store.bulk import among

_SAME = """ LEFT JOIN post t ON p.published_at IS NULL AND p.content_id <> '' AND t.client_id = :client_id
    AND t.platform = p.platform AND t.external_id = p.url"""
_NAMED_IN_FILE = f"""SELECT p.platform, p.external_id, coalesce(t.pk, p.pk) FROM json_each(:names) n CROSS
    JOIN post p ON p.client_id = :client_id
    AND p.platform = json_extract(n.value, '$[0]') AND p.external_id = json_extract(n.value, '$[1]') {_SAME}"""  # noqa: S608
_NAMED_ON_SERVER = f"""SELECT p.platform, p.external_id, coalesce(t.pk, p.pk)
    FROM unnest(CAST(:platforms AS text[]), CAST(:ids AS text[])) AS n(platform, external_id)
    JOIN post p ON p.client_id = :client_id AND p.platform = n.platform AND p.external_id = n.external_id {_SAME}"""  # noqa: S608
_THERE_IN_FILE = """SELECT count(*) FROM json_each(:counts) c CROSS JOIN snapshot s
    ON s.post_pk = json_extract(c.value, '$[0]') AND s.taken_at = json_extract(c.value, '$[1]') AND s.source = :source"""
_THERE_ON_SERVER = """SELECT count(*) FROM unnest(CAST(:pks AS bigint[]), CAST(:times AS bigint[])) AS c(pk, at)
    JOIN snapshot s ON s.post_pk = c.pk AND s.taken_at = c.at AND s.source = :source"""
COLUMNS = ("views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks")
_NEWEST_FIRST = (SnapshotRow.taken_at.desc(), SnapshotRow.post_pk.desc(), SnapshotRow.source)
_SHOT = (
    SnapshotRow.post_pk, type_coerce(SnapshotRow.taken_at, BigInteger), SnapshotRow.source, PostRow.client_id,
    PostRow.content_id, PostRow.platform, PostRow.external_id, SnapshotRow.reported_rate, SnapshotRow.extra,
    *(getattr(SnapshotRow, name) for name in COLUMNS),
)
_TOLD = len(_SHOT) - len(COLUMNS)


class Shot(NamedTuple):
    """A snapshot with what names its post; `counts` are in the order of `COLUMNS`, `taken_ms` is since 1970."""

    post_pk: int
    taken_ms: int
    source: str
    client_id: str
    content_id: str
    platform: str
    external_id: str
    reported_rate: float | None
    extra: dict[str, Any] | None
    counts: tuple[int | None, ...]


def contents_of(session: Session, deliveries: Sequence[DeliveryRow]) -> dict[str, ContentRow]:
    """The contents of deliveries, by id."""
    ids = {row.content_id for row in deliveries}
    return {row.id: row for row in session.scalars(select(ContentRow).where(ContentRow.id.in_(ids)))}


def known_posts(session: Session, client_id: str, deliveries: Sequence[DeliveryRow]) -> dict[tuple[str, str], PostRow]:
    """Those posts of a client that deliveries made and that are known already, by (platform, external id)."""
    wanted = {(row.platform, row.external_id) for row in deliveries}
    question = select(PostRow).where(
        PostRow.client_id == client_id, PostRow.platform.in_({name for name, _ in wanted}),
        PostRow.external_id.in_({external for _, external in wanted}),
    )
    return {(row.platform, row.external_id): row for row in session.scalars(question)}


def pks_of(session: Session, client_id: str, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The keys of posts by (platform, external id), of those that are known; of one that is another post, the other's.

    (`store.queries.near.join` makes one that: without a day, of the other's content, the other's id in `url`.)
    """
    if session.get_bind().dialect.name == "postgresql":
        given: dict[str, Any] = {"platforms": [one for one, _ in names], "ids": [two for _, two in names]}
        rows = session.execute(text(_NAMED_ON_SERVER), {"client_id": client_id, **given})
    else:
        rows = session.execute(text(_NAMED_IN_FILE), {"client_id": client_id, "names": json.dumps(names)})
    return {(row[0], row[1]): row[2] for row in rows}


def reserved(session: Session, count: int) -> list[int]:
    """Keys for so many new posts, in their order; in a file nobody else can take them before the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        number = func.nextval(func.pg_get_serial_sequence("post", "pk"))
        return list(session.scalars(select(number).select_from(func.generate_series(1, count))))
    first = (session.scalar(select(func.max(PostRow.pk))) or 0) + 1
    return list(range(first, first + count))


def known_counts(session: Session, source: str, counts: Sequence[tuple[int, int]]) -> int:
    """How many of these counts, (pk, milliseconds) each, are there from a source."""
    if session.get_bind().dialect.name == "postgresql":
        given: dict[str, Any] = {"pks": [pk for pk, _ in counts], "times": [at for _, at in counts]}
        return int(session.scalar(text(_THERE_ON_SERVER), {"source": source, **given}) or 0)
    return int(session.scalar(text(_THERE_IN_FILE), {"source": source, "counts": json.dumps(counts)}) or 0)


def last_uploaded(session: Session, source: str, pks: Collection[int], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """(pk, the named columns) of the newest snapshot from a source of each of these posts; `extra` as its JSON text."""
    newest = (
        select(SnapshotRow.post_pk, func.max(SnapshotRow.taken_at).label("taken_at"))
        .where(among(session, SnapshotRow.post_pk, pks), SnapshotRow.source == source)
        .group_by(SnapshotRow.post_pk).subquery()
    )  # fmt: skip
    columns = [cast(SnapshotRow.extra, String) if name == "extra" else getattr(SnapshotRow, name) for name in names]
    same = and_(
        SnapshotRow.post_pk == newest.c.post_pk, SnapshotRow.taken_at == newest.c.taken_at, SnapshotRow.source == source
    )
    return [tuple(row) for row in session.execute(select(SnapshotRow.post_pk, *columns).join(newest, same))]


def find(session: Session, client_id: str, platform: str, external_id: str) -> PostRow | None:
    """The post that a platform knows under this id."""
    return session.scalar(
        select(PostRow).where(
            PostRow.client_id == client_id, PostRow.platform == platform, PostRow.external_id == external_id
        )
    )


def of_content(session: Session, content_id: str, platform: str) -> PostRow | None:
    """The post of content on a platform."""
    question = select(PostRow).where(PostRow.content_id == content_id, PostRow.platform == platform)
    return session.scalar(question.order_by(PostRow.published_at.is_(None), PostRow.pk).limit(1))


def all_of_content(session: Session, content_id: str) -> list[PostRow]:
    """Every post that this content has become."""
    return list(session.scalars(select(PostRow).where(PostRow.content_id == content_id).order_by(PostRow.pk)))


def add_snapshot(session: Session, post: PostRow, taken_at: datetime, source: str, values: dict[str, Any]) -> bool:
    """Keep what was counted at a time; False when the same source said something for that time already (nothing changes)."""
    if session.get(SnapshotRow, (post.pk, taken_at, source)) is not None:
        return False
    session.add(SnapshotRow(post_pk=post.pk, taken_at=taken_at, source=source, **values))
    return True


def to_measure(session: Session, now: datetime, limit: int) -> list[str]:
    """Ids of deliveries whose figures are due."""
    question = select(DeliveryRow.id).where(DeliveryRow.measure_at.is_not(None), DeliveryRow.measure_at <= now)
    return list(session.scalars(question.order_by(DeliveryRow.measure_at).limit(limit)))


def snapshots(
    session: Session, wanted: SnapshotFilter, clients: frozenset[str] | None, page: Page
) -> tuple[list[Shot], str]:
    """Snapshots with what names their posts, newest first; the cursor counts those that were read before."""
    offset = position(page.cursor)
    given: dict[str, Any] = {name: value for name, value in vars(wanted).items() if value}
    question = _newest(tuple(given), clients is not None)
    bounds = {"before": offset, "most": page.limit + 1, "enough": offset + page.limit + 1}
    rows = session.execute(question, {**given, "clients": clients, **bounds}).all()
    return [_shot(row) for row in rows[: page.limit]], str(offset + page.limit) if len(rows) > page.limit else ""


def snapshot(session: Session, post_pk: int, taken_at: datetime, source: str) -> Shot:
    """One snapshot, which is there."""
    same = (SnapshotRow.post_pk == post_pk, SnapshotRow.taken_at == taken_at, SnapshotRow.source == source)
    question = select(*_SHOT).join(PostRow, PostRow.pk == SnapshotRow.post_pk).where(*same)
    return _shot(session.execute(question).one())


def _shot(row: Row[Any]) -> Shot:
    return Shot._make((*row[:_TOLD], row[_TOLD:]))


@cache
def _newest(names: tuple[str, ...], is_bounded: bool) -> Select[Any]:
    """The question, built once for each choice of what it is narrowed by."""
    question = select(*_SHOT).join(PostRow, PostRow.pk == SnapshotRow.post_pk)
    if "content_id" in names:
        question = _narrowed(question, PostRow, names, is_bounded)
    else:
        question = question.where(PostRow.pk.in_(_freshest(names, is_bounded)))
    return question.order_by(*_NEWEST_FIRST).offset(bindparam("before")).limit(bindparam("most"))


def _freshest(names: tuple[str, ...], is_bounded: bool) -> Select[Any]:
    """The posts in which the newest counts are: as many as are wanted, the last counted first. A post without a day has no total.

    What is not among the newest counts of so many posts is older than the newest count of each of them.
    """
    counted = _narrowed(select(PostTotalRow.post_pk), PostTotalRow, names, is_bounded).where(PostTotalRow.taken_at.is_not(None))
    freshest = counted.order_by(PostTotalRow.taken_at.desc()).limit(bindparam("enough")).subquery()
    everybody = PostRow.client_id.in_(select(ClientRow.id))
    undated = _narrowed(select(PostRow.pk), PostRow, names, is_bounded).where(everybody, PostRow.published_at.is_(None))
    either = union_all(select(freshest.c.post_pk), undated).subquery()
    return select(either.c[0])


def _narrowed(
    question: Select[Any], row: type[PostRow | PostTotalRow], names: tuple[str, ...], is_bounded: bool
) -> Select[Any]:
    question = question.where(*(getattr(row, name) == bindparam(name) for name in names))
    if is_bounded:
        question = question.where(row.client_id.in_(bindparam("clients", expanding=True)))
    return question
