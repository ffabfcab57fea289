"""Reconcile: find out what became of deliveries whose process died or whose answer was lost, by asking the network."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.delivery import FAR, MOST_ATTEMPTS, DeliveryState, DeliveryView, next_look
from agency_core.domain.publishing import Failure, Outcome, Phase, PlatformError, PublishState, Verdict
from agency_core.errors import Conflict
from agency_core.models import AccountRow, ClientRow, DeliveryRow
from agency_core.services.deliver import settle
from agency_core.services.publish import ENGINE, rearmed, record_delivered
from agency_core.services.shape import Shaper
from agency_core.store.database import Database
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger

AT_ONCE = 20


class Reconcile:
    """Settles what is uncertain."""

    def __init__(self, db: Database, clock: Clock, shaper: Shaper) -> None:
        """Set up; nothing is asked before `run`."""
        self._db = db
        self._clock = clock
        self._shaper = shaper
        self._networks = shaper.networks

    def recover(self, owner: str | None = "") -> int:
        """Take back what dead processes were sending; how many deliveries.

        `owner` None: only what has an expired lease. Otherwise the caller leads alone, and every claim that is not `owner`'s
        belongs to a process that is gone.
        """
        now = self._clock.now()
        with self._db.reading() as session:
            if not ledger.orphans(session, now, owner):
                return 0
        with self._db.transaction() as session:
            found = ledger.orphans(session, now, owner)
            for row in found:
                attempt = ledger.open_attempt(session, row.id)
                if attempt is not None:
                    attempt.ended_at, attempt.outcome = now, "interrupted"
                    attempt.detail = "The process ended while this was being sent."
                if PublishState.from_json(row.publish_state).phase is Phase.COMMIT_SENT:
                    why = "The process ended before the network's answer was recorded."
                    deliveries.change(session, row, DeliveryState.UNCONFIRMED, actor=ENGINE, at=now, why=why)
                    row.failure = Failure.UNKNOWN_OUTCOME
                else:
                    why = "The process ended before anything was published."
                    deliveries.change(session, row, DeliveryState.PENDING, actor=ENGINE, at=now, why=why)
                row.lease_owner, row.lease_until, row.next_attempt_at = "", None, now
            return len(found)

    def mark_missed(self) -> int:
        """Put aside what is too late to be sent unasked; how many deliveries."""
        now = self._clock.now()
        with self._db.reading() as session:
            if not ledger.expired(session, now):
                return 0
        with self._db.transaction() as session:
            late = ledger.expired(session, now)
            for row in late:
                why = f"Due {row.due_at:%Y-%m-%d %H:%M} UTC, and the client's limit for being late has passed: decide."
                deliveries.change(session, row, DeliveryState.MISSED, actor=ENGINE, at=now, why=why)
            return len(late)

    def run(self) -> int:
        """Ask the networks about deliveries whose answer was lost; how many were settled."""
        with self._db.reading() as session:
            waiting = ledger.unconfirmed(session, self._clock.now(), AT_ONCE)
        return sum(self._settled(delivery_id) for delivery_id in waiting)

    def look(self, actor: Actor, delivery_id: str) -> DeliveryView:
        """Ask the network now about one delivery.

        Raises:
            Conflict: its outcome is not open.
        """
        with self._db.reading() as session:
            row = deliveries.get(session, delivery_id)
            actor.decide(row.client_id, "delivery")
            if row.state != DeliveryState.UNCONFIRMED:
                raise Conflict(f"The delivery is {row.state}.", field="state", remedy="Only an unconfirmed one is looked for.")
        self._settled(delivery_id)
        with self._db.reading() as session:
            return deliveries.view(session, delivery_id)

    def _settled(self, delivery_id: str) -> bool:
        with self._db.reading() as session:
            row = deliveries.get(session, delivery_id)
            state = PublishState.from_json(row.publish_state)
            content = contents.get(session, row.content_id).view()
            client_name = session.get_one(ClientRow, row.client_id).name
            account_row = session.get_one(AccountRow, row.account_id)
        try:
            account = self._networks.account(account_row)
            shaped = self._shaper.shape(content, row.platform, client_name, sandbox=account.is_sandbox)
            outcome = self._networks.connectors[row.platform].reconcile(state, shaped, self._networks.context(account))
        except PlatformError as error:
            outcome = Outcome(Verdict.UNKNOWN, why=f"The network could not be asked: {error.message}")
        return self._apply(delivery_id, state, outcome)

    def _apply(self, delivery_id: str, state: PublishState, outcome: Outcome) -> bool:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = deliveries.get(session, delivery_id)
            if row.state != DeliveryState.UNCONFIRMED:
                return False
            if outcome.verdict is Verdict.PUBLISHED:
                found = replace(state.confirmed(outcome.external_id, outcome.url), committed_at=state.committed_at)
                record_delivered(session, row, found, self._clock, why="the answer was lost; found by reading the network back")
                return True
            if outcome.verdict is Verdict.UNKNOWN:
                _look_later(row, state, outcome, now)
                return False
            if row.attempts >= MOST_ATTEMPTS or row.failure == Failure.DUPLICATE_CONTENT:
                why = f"It is not on the network: {outcome.why}"
                deliveries.change(session, row, DeliveryState.FAILED, actor=ENGINE, at=now, why=why)
                settle(session, row, ENGINE, self._clock)
                return True
            why = "read back: it is not on the network; it is sent again"
            deliveries.change(session, row, DeliveryState.PENDING, actor=ENGINE, at=now, why=why)
            row.publish_state, row.next_attempt_at = rearmed(row.publish_state), now
            return True


def _look_later(row: DeliveryRow, state: PublishState, outcome: Outcome, now: datetime) -> None:
    row.next_attempt_at = next_look(state.committed_at, now)
    row.why = outcome.why
    if row.next_attempt_at >= FAR:
        row.why = f"{outcome.why} Look at the platform yourself and decide.".strip()
