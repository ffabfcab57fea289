"""Recount: whether the rollups say what the facts say, and counting anew where they do not."""

from __future__ import annotations

import logging

import polars as pl
from sqlalchemy.orm import Session

from agency_core.analytics.rollup import SUM_KEYS, TOTALS, days_of
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.operations import Change
from agency_core.services.tally import counted, recounted, tags
from agency_core.store import months
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import rollup as sums

log = logging.getLogger(__name__)
_TOTALS = {name: pl.String if name in {"platform", "agent_id", "content_type"} else pl.Int64 for name in TOTALS}
_TAGS = {"kind": pl.String, "tag": pl.String, "day": pl.Int64, "post_pk": pl.Int64}


class Tally:
    """Counting anew."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def recount(self, actor: Actor, client_id: str) -> int:
        """Make the rollups of a client anew from its facts; how many posts were counted.

        Raises:
            NotFound: no such client.
        """
        actor.write(client_id, "upload")
        with self._db.transaction() as session:
            return recounted(session, client_id)

    def drifted(self, client_id: str) -> tuple[str, ...]:
        """The rollups that differ from what the facts say. Only looks: nobody waits for it, and nothing is written."""
        with self._db.reading() as session:
            return differing(session, client_id)

    def mend(self) -> int:
        """Look at the numbers of every client, and count those anew that drifted; how many clients."""
        with self._db.reading() as session:
            known = sums.counted_clients(session)
        return sum(self._mended(client_id) for client_id in known)

    def _mended(self, client_id: str) -> bool:
        wrong = self.drifted(client_id)
        with self._db.transaction() as session:
            sums.sweep(session, client_id)
            if wrong:
                posts = recounted(session, client_id)
                why = f"drifted: {', '.join(wrong)}; {posts} posts counted anew"
                log.error("numbers of client %s %s", client_id, why)
                change = Change(client_id, "client", client_id, "", "numbers mended", SYSTEM.label, self._clock.now(), why)
                history.note(session, change)
        return bool(wrong)

    def count_what_came(self) -> int:
        """Count clients whose facts came from elsewhere and were never counted; how many."""
        with self._db.reading() as session:
            waiting = sums.uncounted(session)
        for client_id in waiting:
            with self._db.transaction() as session:
                recounted(session, client_id)
        return len(waiting)

    def make_months(self) -> int:
        """On a server, make room for the snapshots of coming months, and for those that came without one; how many months."""
        with self._db.reading() as session:
            wanted = [*months.coming(self._clock.now()), *months.left(session)]
        with self._db.transaction() as session:
            return months.keep(session, wanted)


def differing(session: Session, client_id: str) -> tuple[str, ...]:
    """The rollups that are not what the facts make up; nothing is written."""
    zone = clients.get(session, client_id).timezone
    fresh: dict[str, list[pl.DataFrame]] = {name: [] for name in ("totals", "tags", *sums.SUMS)}
    for pks, posts, found in counted(session, client_id, zone):
        fresh["totals"].append(pl.DataFrame(found.totals, schema=_TOTALS, orient="row"))
        for name in sums.SUMS:
            fresh[name].append(getattr(found, name))
        said = tags(sums.words(session, pks), dict(days_of(posts, zone).iter_rows()))
        fresh["tags"].append(pl.DataFrame(said, schema=_TAGS, orient="row").unique())
    return tuple(name for name, parts in fresh.items() if parts and not _same(session, client_id, name, parts))


def _same(session: Session, client_id: str, name: str, parts: list[pl.DataFrame]) -> bool:
    schema = parts[0].schema
    rows = sums.cells(session, client_id, name, schema.names())
    kept = pl.concat([parts[0].clear(), *(pl.DataFrame(part, schema=schema, orient="row") for part in rows)])
    made = pl.concat(parts)
    if name in sums.SUMS:
        counts = [each for each in schema if each not in SUM_KEYS[name]]
        made = made.group_by(SUM_KEYS[name]).agg(pl.col(counts).sum())
        kept = kept.filter(pl.any_horizontal(pl.col(each) != 0 for each in counts))
    return kept.height == made.height and not kept.join(made, on=schema.names(), how="anti", nulls_equal=True).height
