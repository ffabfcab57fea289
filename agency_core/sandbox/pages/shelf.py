"""Which posts stand where: a profile's posts page by page, what follows each, and the media of them all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.pages.people import authors_of
from agency_core.sandbox.pages.seen import COMMENT, Medium, Seen, Told, seen, told_of
from agency_core.sandbox.tables import ASSETS, POSTS, THUMBS

PAGE = 20
"""Posts on one page of a feed."""
_DEEPEST = 100
_FILMS = frozenset({"video", "reel"})
_PARENT = POSTS.c.details["parent"].as_string()


@dataclass(frozen=True)
class Strand:
    """A post and everything of its author that follows it, in the order in which it is read."""

    post: Seen
    below: tuple[Seen, ...]


@dataclass(frozen=True)
class Shelf:
    """One page of a profile's posts, newest first, and how many there are in all."""

    strands: tuple[Strand, ...]
    total: int


def shelf(tx: Connection, name: Platform, profile: str, page: int) -> Shelf:
    """The posts of a profile; `page` counts from 1."""
    mine = (*_living(name), POSTS.c.author.in_(authors_of(profile)), _begins())
    total = tx.execute(select(func.count()).select_from(POSTS).where(*mine)).scalar_one()
    newest = select(POSTS).where(*mine).order_by(POSTS.c.created_at.desc(), POSTS.c.id.desc())
    return Shelf(_strands(tx, tx.execute(newest.limit(PAGE).offset((page - 1) * PAGE)).all()), total)


def profiles(tx: Connection) -> Sequence[Row[Any]]:
    """Every profile with posts: its platform, author, how many posts and when the last one; the latest first."""
    last = func.max(POSTS.c.created_at).label("last")
    found = select(POSTS.c.platform, POSTS.c.author, func.count().label("posts"), last)
    several = found.where(POSTS.c.deleted_at.is_(None), _begins()).group_by(POSTS.c.platform, POSTS.c.author)
    return tx.execute(several.order_by(last.desc())).all()


def strand_of(tx: Connection, name: Platform, post_id: str) -> Strand | None:
    """The strand in which the post or comment with this id stands; None when it is not (or no longer) there."""
    row = tx.execute(_one(name, post_id)).first()
    for _ in range(_DEEPEST):
        if row is None or not row.details.get("parent"):
            break
        above = tx.execute(_one(name, row.details["parent"]).where(POSTS.c.author == row.author)).first()
        if above is None and row.kind != COMMENT:
            break
        row = above
    return _strands(tx, [row])[0] if row is not None else None


def is_named(tx: Connection, name: Platform, numbers: Collection[str], thumb: str) -> bool:
    """Whether a post of one of these profiles shows the picture with this small copy."""
    authors = {each for number in numbers for each in authors_of(number)}
    shows = or_(POSTS.c.id == thumb, cast(POSTS.c.details, String).contains(f'{thumb}"', autoescape=True))
    return bool(tx.execute(select(exists().where(*_living(name), POSTS.c.author.in_(authors), shows))).scalar())


def _one(name: Platform, post_id: str) -> Select[Any]:
    return select(POSTS).where(*_living(name), POSTS.c.id == post_id)


def _living(name: Platform) -> tuple[ColumnElement[bool], ...]:
    return POSTS.c.platform == name, POSTS.c.deleted_at.is_(None)


def _begins() -> ColumnElement[bool]:
    """Whether a post stands on its own in a feed: it follows nothing, or nothing of its author that is still there."""
    above = POSTS.alias("above")
    same = (above.c.id == _PARENT, above.c.author == POSTS.c.author, above.c.deleted_at.is_(None))
    there = exists(select(above.c.id).where(*same))
    return and_(POSTS.c.kind != COMMENT, or_(func.coalesce(_PARENT, "") == "", ~there))


def _strands(tx: Connection, rows: Sequence[Row[Any]]) -> tuple[Strand, ...]:
    following = _following(tx, rows)
    every = [*rows, *(each for several in following.values() for each in several)]
    told = {row.id: told_of(row) for row in every}
    media = _media(tx, every, told)
    shown = {row.id: seen(row, told[row.id], media[row.id]) for row in every}
    return tuple(Strand(shown[row.id], tuple(shown[one.id] for one in _in_order(row.id, following))) for row in rows)


def _following(tx: Connection, rows: Sequence[Row[Any]]) -> dict[str, list[Row[Any]]]:
    """What follows each post directly, in the order of time, as deep as it goes."""
    if not rows:
        return {}
    found: dict[str, list[Row[Any]]] = {}
    authors, since = {row.author for row in rows}, min(row.created_at for row in rows)
    above = [row.id for row in rows]
    known = set(above)
    for _ in range(_DEEPEST):
        below = select(POSTS).where(
            *_living(rows[0].platform), POSTS.c.author.in_(authors), POSTS.c.created_at >= since, _PARENT.in_(above)
        )
        next_rows = [row for row in tx.execute(below.order_by(POSTS.c.created_at, POSTS.c.id)) if row.id not in known]
        for row in next_rows:
            found.setdefault(row.details["parent"], []).append(row)
        above = [row.id for row in next_rows]
        known.update(above)
        if not above:
            break
    return found


def _in_order(post_id: str, following: dict[str, list[Row[Any]]]) -> list[Row[Any]]:
    """Each follow-up before what follows it."""
    waiting, found = following.get(post_id, [])[::-1], []
    while waiting:
        row = waiting.pop()
        found.append(row)
        waiting += following.get(row.id, [])[::-1]
    return found


def _media(tx: Connection, rows: Iterable[Row[Any]], told: dict[str, Told]) -> dict[str, tuple[Medium, ...]]:
    names = {row.id: [str(name) for name in row.details["media"]] for row in rows}
    asked = {alias for several in names.values() for name in several for alias in (name, _thumb(name))}
    thumbs = set(tx.execute(select(THUMBS.c.id).where(THUMBS.c.id.in_(asked))).scalars()) if asked else set()
    assets = {row.id: row for row in tx.execute(select(ASSETS).where(ASSETS.c.id.in_(asked)))} if asked else {}
    return {
        row.id: tuple(
            _medium(row, _thumb(name), thumbs, (assets.get(name) or assets.get(_thumb(name)), _said(told[row.id], place)))
            for place, name in enumerate(names[row.id])
        ) or _film(row)
        for row in rows
    }  # fmt: skip


def _medium(row: Row[Any], thumb: str, thumbs: Collection[str], known: tuple[Row[Any] | None, str]) -> Medium:
    asset, said = known
    details = asset.details if asset is not None else {}
    film = bool(details.get("video")) or (asset.kind if asset is not None else row.kind) in _FILMS
    alt = said or str(details.get("alt_text") or details.get("description") or "")
    return Medium(thumb if thumb in thumbs else "", film, alt)


def _film(row: Row[Any]) -> tuple[Medium, ...]:
    """The video of a post of which nothing is kept but that it was there."""
    return (Medium("", video=True),) if row.kind in _FILMS else ()


def _said(told: Told, place: int) -> str:
    return told.alts[place] if place < len(told.alts) else ""


def _thumb(name: str) -> str:
    return name.rpartition(":")[2]
