"""Learn: keep what the numbers taught, with its evidence, and let a person decide whether agents write by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.insight import ALLOWED, InsightStatus, InsightView
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.states import move
from agency_core.errors import Invalid, NotFound
from agency_core.models import InsightRow
from agency_core.services.plain import plain
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import insight as insights

LONGEST_CLAIM = 1000


class Learn:
    """Insights: conclusions that change the next brief."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Insights live in `db`."""
        self._db = db
        self._clock = clock

    def note(self, actor: Actor, *, client_id: str, agent_id: str, claim: str, evidence: Mapping[str, Any]) -> InsightView:
        """Keep a conclusion. What the same agent claims already, and nobody has decided on, gets the newer evidence instead.

        Raises:
            Invalid: the claim is empty or too long; the evidence has no `sample_size` or is not plain JSON of at most 64 KB.
            NotFound: no such client.
        """
        claim = _claim(claim)
        _check(evidence)
        now = self._clock.now()
        with self._db.transaction() as session:
            clients.get(session, client_id)
            actor.write(client_id, "insight")
            row = insights.open_with_claim(session, client_id, agent_id, claim)
            if row is not None:
                row.evidence = dict(evidence)
                return row.view()
            row = InsightRow(
                id=new_id(now), client_id=client_id, agent_id=agent_id, claim=claim, evidence=dict(evidence),
                status=InsightStatus.OPEN.value, created_at=now,
            )
            session.add(row)
            history.note(session, Change(client_id, "insight", row.id, "", row.status, actor.label, now, claim[:200]))
            return row.view()

    def list(
        self, actor: Actor, *, client_id: str = "", status: str = "open", page: Page | None = None
    ) -> Listing[InsightView]:
        """Insights, newest first; an empty `status` means any.

        Raises:
            Invalid: no such status.
        """
        if status and status not in set(InsightStatus):
            raise Invalid(f"{status!r} is not a status.", field="status", remedy=f"Use one of: {', '.join(InsightStatus)}.")
        reached = actor.clients
        if client_id:
            actor.reach(client_id, "insight")
            reached = frozenset({client_id})
        with self._db.reading() as session:
            return insights.newest(session, reached, status, page or Page())

    def apply(self, actor: Actor, insight_id: str) -> InsightView:
        """Let the client's agents write and plan by this insight from now on."""
        return self._move(actor, insight_id, InsightStatus.APPLIED)

    def dismiss(self, actor: Actor, insight_id: str) -> InsightView:
        """Set this insight aside; agents no longer write by it."""
        return self._move(actor, insight_id, InsightStatus.DISMISSED)

    def _move(self, actor: Actor, insight_id: str, to: InsightStatus) -> InsightView:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = insights.get(session, insight_id)
            if row is None:
                raise NotFound("There is no such insight.", field="insight", remedy="Check the id.")
            actor.reach(row.client_id, "insight")
            actor.decide(row.client_id, "insight")
            before = InsightStatus(row.status)
            if before is not to:
                row.status = move(ALLOWED, before, to, "The insight").value
                history.note(session, Change(row.client_id, "insight", row.id, before, to, actor.label, now))
            return row.view()


def _claim(claim: str) -> str:
    said = claim.strip()
    if not 1 <= len(said) <= LONGEST_CLAIM:
        raise Invalid(f"The claim has {len(said)} characters.", field="claim", remedy=f"Use 1 to {LONGEST_CLAIM}.")
    return said


def _check(evidence: Mapping[str, Any]) -> None:
    size = evidence.get("sample_size")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise Invalid("The evidence does not say its sample size.", field="evidence", remedy="Add sample_size, a whole number.")
    plain(evidence, "evidence")
