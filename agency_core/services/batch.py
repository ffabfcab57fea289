"""Batch: counts of many posts at once, from a program that has them already: judged row by row, kept in one transaction."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import polars as pl
from sqlalchemy.orm import Session

from agency_core.analytics.chunk import COUNTED, LONGEST_TEXT, TOLD, Chunk
from agency_core.analytics.post_ids import locate
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.hashtags import hashtags_of
from agency_core.domain.metric import METRICS
from agency_core.domain.platform import platform as named
from agency_core.domain.upload import BatchView, NewCount, RowProblem
from agency_core.errors import Invalid, InvalidRows
from agency_core.models.base import millis
from agency_core.services.ingest import ingest
from agency_core.services.posts import describe
from agency_core.services.tally import EVER, changing
from agency_core.store.database import Database
from agency_core.store.queries import batch as posts
from agency_core.store.queries import client as clients

MOST = 10_000
LARGEST = 2**53
SOURCE = "api"
_AHEAD = timedelta(minutes=5)


class Batch:
    """Counts in bulk."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def record(
        self, actor: Actor, client_id: str, *, rows: Sequence[NewCount | tuple[RowProblem, ...]], partial: bool = False
    ) -> BatchView:
        """Keep what was counted for posts of a client; the same again adds nothing.

        Args:
            actor: who writes.
            client_id: whose posts.
            rows: the counts; problems stand for a row that could not be read.
            partial: keep the good rows when others are not.

        Raises:
            InvalidRows: a row is wrong and `partial` is not set: nothing was kept. It lists every problem.
        """
        actor.write(client_id, "upload")
        with self._db.transaction() as session:
            clients.get(session, client_id)
            good, problems = _judged(session, client_id, rows, self._clock.now())
            if problems and not partial:
                raise InvalidRows(
                    f"{len({each.index for each in problems}):,} of {len(rows):,} rows are wrong; nothing was kept.",
                    [(f"rows[{each.index}].{each.field}", each.rule, each.remedy) for each in problems],
                )
            kept = ingest(session, client_id, _chunk(good), upload=0, taken_at=self._clock.now(), source=SOURCE) if good else None
            _own(session, client_id, good)
        bad = len({each.index for each in problems})
        return BatchView(kept.added if kept else 0, len(good) - kept.added if kept else 0, bad, tuple(problems))


def _judged(
    session: Session, client_id: str, rows: Sequence[NewCount | tuple[RowProblem, ...]], now: datetime
) -> tuple[list[NewCount], list[RowProblem]]:
    """The rows that can be kept, and what is wrong with the others."""
    given = [each for each in rows if isinstance(each, NewCount)]
    of = posts.contents_of_names(session, client_id, [(each.platform, each.external_id) for each in given])
    ours = posts.contents(session, client_id, {each.content_id for each in given if each.content_id})
    good: list[NewCount] = []
    problems: list[RowProblem] = []
    for index, row in enumerate(rows):
        if not isinstance(row, NewCount):
            problems += row
            continue
        wrong = [*_wrong(row, now), *_misplaced(row, of, ours.keys())]
        problems += [RowProblem(index, error.field, error.message, error.remedy) for error in wrong]
        if not wrong:
            good.append(row)
    return good, problems


def _wrong(row: NewCount, now: datetime) -> Iterator[Invalid]:
    if row.taken_at > now + _AHEAD:
        yield Invalid("The time lies ahead.", field="taken_at", remedy="Send when the figures were read.")
    if row.published_at and row.published_at > row.taken_at:
        yield Invalid("It was counted before it was published.", field="taken_at", remedy="Check both times.")
    if all(value is None for value in row.metrics.values()):
        yield Invalid("No metric is given.", field="metrics", remedy="Send at least one, for example views.")
    for name, value in row.metrics.items():
        counted = name in METRICS or name == "engagement_rate"
        if value is not None and (not math.isfinite(value) or abs(value) > LARGEST or (counted and value < 0)):
            yield Invalid(f"{name} is {value}.", field=f"metrics.{name}", remedy="Send a number from 0 to 2^53.")


def _misplaced(row: NewCount, of: Mapping[tuple[str, str], str], ours: Iterable[str]) -> Iterator[Invalid]:
    known = of.get((row.platform, row.external_id))
    if row.content_id and row.content_id not in ours:
        yield Invalid("There is no such content of this client.", field="content_id", remedy="Check the id.")
    elif row.content_id and known and known != row.content_id:
        yield Invalid("The post is of other content.", field="content_id", remedy=f"Send {known!r}, or leave it out.")
    if known is None:
        try:
            locate(named(row.platform), row.external_id, "")
        except Invalid as error:
            yield Invalid(error.message, field=error.field or "external_id", remedy=error.remedy)


def _chunk(rows: Sequence[NewCount]) -> Chunk:
    places: dict[tuple[str, str], int] = {}
    told, counted = [], []
    for row in rows:
        name = (row.platform, row.external_id)
        if name not in places:
            places[name] = len(places)
            at = row.published_at or locate(named(row.platform), row.external_id, "").made_at
            told.append((
                *name, None if at is None else millis(at), False, row.url, row.text[:LONGEST_TEXT], "", "", "", "",
                " ".join(hashtags_of(row.text)),
            ))  # fmt: skip
        extra = {key: value for key, value in row.metrics.items() if key not in _KNOWN and value is not None}
        counts = [None if (value := row.metrics.get(key)) is None else round(value) for key in METRICS]
        counted.append((
            places[name], millis(row.taken_at), *counts, row.metrics.get("engagement_rate"), json.dumps(extra) if extra else None,
        ))  # fmt: skip
    sorted_counts = pl.DataFrame(counted, schema=COUNTED, orient="row").sort("post", "taken_at", maintain_order=True)
    return Chunk(pl.DataFrame(told, schema=TOLD, orient="row"), sorted_counts)


_KNOWN = {*METRICS, "engagement_rate"}


def _own(session: Session, client_id: str, rows: Sequence[NewCount]) -> None:
    """Posts that rows say are of our content become that."""
    wanted = {(row.platform, row.external_id): row.content_id for row in rows if row.content_id}
    free = posts.free(session, client_id, list(wanted)) if wanted else []
    if not free:
        return
    contents = posts.contents(session, client_id, set(wanted.values()))
    with changing(session, client_id, {post.pk: EVER for post in free}) as change:
        for post in free:
            text = post.text
            describe(post, contents[wanted[post.platform, post.external_id]])
            post.text = text or post.text
        change.renamed([post.pk for post in free])
