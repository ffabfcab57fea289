"""Retention: takes away what is too old by the plan, a bounded number at a time, so that nobody waits for it."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from agency_core.analytics.thinning import needless
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.operations import Change
from agency_core.domain.retention import KINDS, Preview, RetentionPlan
from agency_core.domain.terms import OF_A_CLIENT
from agency_core.models.base import millis
from agency_core.services.owner import whole
from agency_core.services.tally import SHOTS_NONE, changing
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, retention
from agency_core.store.queries import rollup as sums
from agency_core.store.queries import setting as settings
from agency_core.store.reach import Reach, within

PLAN = "retention"
SNAPSHOTS = "snapshots"
POSTS_AT_ONCE = 200
MOST_ROUNDS = 1000
"""Rounds of one kind in one run; what is left goes in the next."""


class Retention:
    """What is kept, and for how long."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def plan(self, actor: Actor) -> RetentionPlan:
        """The plan in force.

        Raises:
            Forbidden: only the owner may look.
        """
        whole(actor)
        return self._plan()

    def save(self, actor: Actor, *, plan: RetentionPlan) -> RetentionPlan:
        """Replace the plan.

        Raises:
            Invalid: a kind would be kept for too short a time.
        """
        whole(actor)
        now = self._clock.now()
        with self._db.transaction() as session:
            settings.put(session, PLAN, plan.checked().stored(), actor.label, now)
            history.note(session, Change("", "setting", PLAN, "", "changed", actor.label, now))
        return plan

    def preview(self, actor: Actor, *, plan: RetentionPlan | None = None) -> tuple[Preview, ...]:
        """What would go now by `plan` (the one in force when not given); nothing is changed."""
        whole(actor)
        chosen = (plan or self._plan()).checked()
        return tuple(
            Preview(kind.name, kind.label, kind.does, chosen.days(kind.name), self._count(kind.name, chosen.days(kind.name)))
            for kind in KINDS
        )

    def run(self) -> int:
        """Take away what is too old; how many rows were deleted or emptied."""
        plan = self._plan()
        taken = sum(self._taken(kind.name, plan.days(kind.name)) for kind in KINDS if plan.days(kind.name))
        return taken + self._of_clients(plan)

    def _of_clients(self, plan: RetentionPlan) -> int:
        """What clients want gone sooner: each in its own reach, so that nothing of others is touched."""
        with self._db.reading() as session:
            wishes = clients.retentions(session)
        taken = 0
        for client_id, wish in wishes.items():
            with within(Reach(frozenset({client_id}))):
                for kind in OF_A_CLIENT:
                    days, all_have = int(wish.get(kind, 0)), plan.days(kind)
                    if days and (not all_have or days < all_have):
                        taken += self._taken(kind, days)
        return taken

    def _plan(self) -> RetentionPlan:
        with self._db.reading() as session:
            return RetentionPlan.of(settings.get(session, PLAN))

    def _count(self, kind: str, days: int) -> int:
        if not days:
            return 0
        if kind == SNAPSHOTS:
            return sum(found.height for _, _, found in self._needless(days))
        with self._db.reading() as session:
            return retention.KINDS[kind].count(session, self._clock.now() - timedelta(days=days))

    def _taken(self, kind: str, days: int) -> int:
        if kind == SNAPSHOTS:
            return self._thinned(days)
        before, taken = self._clock.now() - timedelta(days=days), 0
        for _ in range(MOST_ROUNDS):
            with self._db.transaction() as session:
                done = retention.KINDS[kind].take(session, before)
            if not done:
                break
            taken += done
        return taken

    def _needless(self, days: int) -> list[tuple[str, list[int], pl.DataFrame]]:
        """Client, posts, and keys of their snapshots that may go."""
        until, found = millis(self._clock.now() - timedelta(days=days)), []
        with self._db.reading() as session:
            for client_id in sums.counted_clients(session):
                zone = clients.zone_of(session, client_id)
                for pks in sums.pages(session, client_id, POSTS_AT_ONCE):
                    rows = sums.shots_until(session, dict.fromkeys(pks, until))
                    keys = needless(pl.DataFrame(rows, schema=SHOTS_NONE.schema, orient="row"), zone)
                    if keys.height:
                        found.append((client_id, pks, keys))
        return found

    def _thinned(self, days: int) -> int:
        """Thin a few posts at a time; each time they are looked at again, as they may have changed since."""
        until, gone = millis(self._clock.now() - timedelta(days=days)), 0
        for client_id, pks, _ in self._needless(days):
            with self._db.transaction() as session:
                zone = clients.zone_of(session, client_id)
                sums.take_turn(session, client_id)
                rows = sums.shots_until(session, dict.fromkeys(pks, until))
                keys = needless(pl.DataFrame(rows, schema=SHOTS_NONE.schema, orient="row"), zone)
                firsts = dict(keys.group_by("post_pk").agg(pl.col("taken_at").min()).iter_rows())
                with changing(session, client_id, firsts):
                    retention.drop_snapshots(session, keys.rows())
                gone += keys.height
        return gone
