"""Tally: keeps the rollups in step with the facts, in the transaction that changes them, and counts anew on demand."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

import polars as pl
from sqlalchemy.orm import Session

from agency_core.analytics.rollup import POSTS, SHOTS, TOTALS, Rolled, rolled
from agency_core.domain.actor import Actor
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import rollup as sums

log = logging.getLogger(__name__)
EVER = -(2**53)
"""Since the first count of all."""
NEVER = 2**53
"""Only what the newest count says changes nothing of what came in."""
PAGE = 20_000


class Change:
    """A change of facts about posts of one client: what they made up before is taken off, what they make up after is added."""

    def __init__(self, session: Session, client_id: str) -> None:
        """Begin; nobody else counts this client's posts until the transaction ends."""
        sums.take_turn(session, client_id)
        self._session = session
        self._client_id = client_id
        self._zone = clients.get(session, client_id).timezone
        self._firsts: dict[int, int] = {}
        self._posts: list[pl.DataFrame] = []
        self._shots: list[pl.DataFrame] = []
        self._retag: set[int] = set()

    def watch(self, firsts: Mapping[int, int]) -> pl.DataFrame:
        """Posts that are there and about to change, with the earliest moment (ms) about which anything changes.

        Use EVER where the post itself changes. Their snapshots as they are now, from the one before that moment on.
        """
        new = {pk: first for pk, first in firsts.items() if pk not in self._firsts}
        self._firsts.update(new)
        self._posts.append(_posts(self._session, new))
        self._shots.append(_shots(self._session, new))
        return self._shots[-1]

    @property
    def watched(self) -> pl.DataFrame:
        """The posts that are watched, as they were."""
        return pl.concat([POSTS_NONE, *self._posts])

    def made(self, pks: Iterable[int]) -> None:
        """Posts that were just written for the first time."""
        for pk in pks:
            self._firsts.setdefault(pk, EVER)

    def renamed(self, pks: Iterable[int]) -> None:
        """Posts whose topic, campaign, hashtags or day may have changed."""
        self._retag.update(pks)

    def done(self) -> None:
        """Read the facts as they are now and write the differences."""
        self._session.flush()
        self.settle(_posts(self._session, self._firsts), _shots(self._session, self._firsts))

    def settle(self, posts: pl.DataFrame, shots: pl.DataFrame) -> None:
        """Write the differences, where the facts as they are now are at hand: posts, and snapshots like those watched."""
        if not posts.height and not self._posts:
            return
        after = rolled(posts, shots, self._zone)
        before = rolled(pl.concat([POSTS_NONE, *self._posts]), pl.concat([SHOTS_NONE, *self._shots]), self._zone)
        _write(self._session, self._client_id, after, before)
        if self._retag:
            days = dict(after.totals.select("post_pk", "day").iter_rows())
            words = sums.words(self._session, self._retag)
            sums.retag(self._session, self._client_id, self._retag, _tags(words, days))


POSTS_NONE, SHOTS_NONE = pl.DataFrame(schema=POSTS), pl.DataFrame(schema=SHOTS)


def _posts(session: Session, pks: Collection[int]) -> pl.DataFrame:
    return pl.DataFrame(sums.posts(session, pks) if pks else [], schema=POSTS, orient="row")


def _shots(session: Session, firsts: Mapping[int, int]) -> pl.DataFrame:
    return pl.DataFrame(sums.shots(session, firsts), schema=SHOTS, orient="row")


def _write(session: Session, client_id: str, after: Rolled, before: Rolled) -> None:
    more = after.minus(before)
    moved = before.totals.join(after.totals, on=["day", "post_pk"], how="anti")
    sums.replace_totals(session, client_id, moved.select("day", "post_pk").rows(), TOTALS, more.totals.rows())
    for name in sums.SUMS:
        frame = getattr(more, name)
        sums.add(session, client_id, name, frame.columns, frame.rows())


def _tags(words: Iterable[tuple[int, str, str, str]], days: Mapping[int, int]) -> list[tuple[str, str, int, int]]:
    found = []
    for pk, topic, campaign, hashtags in words:
        if pk in days:
            said = [("topic", topic), ("campaign", campaign), *(("hashtag", each) for each in hashtags.split())]
            found += [(kind, tag, days[pk], pk) for kind, tag in said if tag]
    return found


@contextmanager
def changing(session: Session, client_id: str, firsts: Mapping[int, int] | None = None) -> Iterator[Change]:
    """Keep the rollups right while facts about posts of a client change inside the block.

    Args:
        session: of a transaction; what is written in the block is flushed at its end.
        client_id: whose posts.
        firsts: the posts that are there, with the earliest moment (milliseconds) about which anything changes.
    """
    change = Change(session, client_id)
    if firsts:
        change.watch(firsts)
    yield change
    change.done()


class Tally:
    """Counting anew."""

    def __init__(self, db: Database) -> None:
        """Work on `db`."""
        self._db = db

    def recount(self, actor: Actor, client_id: str) -> int:
        """Make the rollups of a client anew from its facts; how many posts were counted."""
        actor.write(client_id)
        with self._db.transaction() as session:
            return recounted(session, client_id)

    def drifted(self, client_id: str) -> tuple[str, ...]:
        """The rollups that differ from what the facts say; nothing is changed."""
        with self._db.transaction() as session, session.begin_nested() as look:
            kept = _told(session, client_id)
            recounted(session, client_id)
            fresh = _told(session, client_id)
            look.rollback()
        return tuple(name for name, cells in fresh.items() if cells != kept[name])

    def count_what_came(self) -> int:
        """Count clients whose facts came from elsewhere and were never counted; how many."""
        with self._db.reading() as session:
            waiting = sums.uncounted(session)
        for client_id in waiting:
            with self._db.transaction() as session:
                recounted(session, client_id)
        return len(waiting)


def recounted(session: Session, client_id: str) -> int:
    """Make the rollups of a client anew within a transaction; how many posts were counted."""
    sums.take_turn(session, client_id)
    zone = clients.get(session, client_id).timezone
    sums.clear(session, client_id)
    nothing, counted = rolled(POSTS_NONE, SHOTS_NONE, zone), 0
    for pks in sums.pages(session, client_id, PAGE):
        found = rolled(_posts(session, pks), _shots(session, dict.fromkeys(pks, EVER)), zone)
        _write(session, client_id, found, nothing)
        days = dict(found.totals.select("post_pk", "day").iter_rows())
        sums.retag(session, client_id, pks, _tags(sums.words(session, pks), days))
        counted += len(pks)
    return counted


def _told(session: Session, client_id: str) -> dict[str, set[tuple[object, ...]]]:
    sums.sweep(session, client_id)
    return sums.cells(session, client_id)


