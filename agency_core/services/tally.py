"""Tally: keeps the rollups in step with the facts, in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

import polars as pl
from sqlalchemy.orm import Session

from agency_core.analytics.rollup import POSTS, SHOTS, TOTALS, Facts, Rolled, days_of, rolled
from agency_core.store.queries import client as clients
from agency_core.store.queries import rollup as sums

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
        self._zone = clients.zone_of(session, client_id)  # as it is now: whoever moved the client has had the turn before
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
        self._posts.append(posts_of(self._session, new))
        self._shots.append(shots_of(self._session, new))
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
        self.settle(posts_of(self._session, self._firsts), shots_of(self._session, self._firsts))

    def settle(self, posts: pl.DataFrame, shots: pl.DataFrame) -> None:
        """Write the differences, where the facts as they are now are at hand: posts, and snapshots like those watched."""
        if not posts.height and not self._posts:
            return
        known = sum(each.height for each in self._posts)
        before = Facts(pl.concat(self._posts), pl.concat(self._shots)) if known else None
        after = Facts(posts, shots)
        write(self._session, self._client_id, rolled(after, self._zone, before=before))
        if self._retag:
            retag(self._session, self._client_id, self._retag, posts, self._zone)


POSTS_NONE, SHOTS_NONE = pl.DataFrame(schema=POSTS), pl.DataFrame(schema=SHOTS)


def posts_of(session: Session, pks: Collection[int]) -> pl.DataFrame:
    """Posts as they are, as a frame."""
    return pl.DataFrame(sums.posts(session, pks) if pks else [], schema=POSTS, orient="row")


def shots_of(session: Session, firsts: Mapping[int, int]) -> pl.DataFrame:
    """Snapshots of posts as they are, each from the one before a moment on, as a frame."""
    return pl.DataFrame(sums.shots(session, firsts), schema=SHOTS, orient="row")


def write(session: Session, client_id: str, more: Rolled) -> None:
    """Write what facts make up to the rollups."""
    sums.replace_totals(session, client_id, more.gone, TOTALS, more.totals)
    for name in sums.SUMS:
        frame = getattr(more, name)
        sums.add(session, client_id, name, frame.columns, frame.rows())


def retag(session: Session, client_id: str, pks: Collection[int], posts: pl.DataFrame, zone: str) -> None:
    """Let the tags of posts be what these say; of those that are no more, none."""
    days = dict(days_of(posts, zone).iter_rows())
    sums.retag(session, client_id, pks, tags(sums.words(session, pks), days))


def tags(words: Iterable[tuple[int, str, str, str]], days: Mapping[int, int]) -> list[tuple[str, str, int, int]]:
    """(kind, tag, day, pk) of posts that have a day, from their words."""
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


def counted(session: Session, client_id: str, zone: str) -> Iterator[tuple[list[int], pl.DataFrame, Rolled]]:
    """What the facts of a client make up, from scratch, so many posts at a time: their pks, themselves, and their cells."""
    for pks in sums.pages(session, client_id, PAGE):
        posts = posts_of(session, pks)
        yield pks, posts, rolled(Facts(posts, shots_of(session, dict.fromkeys(pks, EVER))), zone)


def recounted(session: Session, client_id: str) -> int:
    """Make the rollups of a client anew within a transaction; how many posts were counted."""
    sums.take_turn(session, client_id)
    zone = clients.get(session, client_id).timezone
    sums.clear(session, client_id)
    posts_counted = 0
    for pks, posts, found in counted(session, client_id, zone):
        write(session, client_id, found)
        retag(session, client_id, pks, posts, zone)
        posts_counted += len(pks)
    return posts_counted
