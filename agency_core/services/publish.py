"""Publish: the ledger's side of delivering. Claim, write the intent, call, record; unknown is not failed.

Two short transactions with the network call between them, never inside one. Before the one irreversible call the intent
(phase COMMIT_SENT) is committed to disk; a process that dies after that leaves a delivery whose network is *asked* before
anything is sent again.
"""

from __future__ import annotations

import logging
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

from agency_core.domain.clock import Clock
from agency_core.domain.delivery import DeliveryState, decide
from agency_core.domain.ids import new_id
from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.services.claim import Claim, LostClaim, opened
from agency_core.services.deliver import settle
from agency_core.services.record import ENGINE, add_steps, end_attempt, rearmed, record_delivered, step_taken
from agency_core.services.refresh import Refresher
from agency_core.services.shape import Shaper
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger

log = logging.getLogger(__name__)


class Publish:
    """Sends what is due through a bounded pool of threads."""

    def __init__(self, db: Database, clock: Clock, shaper: Shaper, *, workers: int) -> None:
        """`workers` deliveries are sent at the same time."""
        self._db = db
        self._clock = clock
        self._shaper = shaper
        self._networks = shaper.networks
        self._refresher = Refresher(db, shaper.networks)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="deliver")
        self._free = threading.Semaphore(workers)
        self._workers = workers
        self._owner = new_id(clock.now())
        self._stopping = threading.Event()
        self._counting = threading.Lock()
        self._handled = 0
        self._in_hand: set[str] = set()

    def run_due(self) -> int:
        """Start sending what is due, as far as threads are free; how many deliveries were handled since the last call."""
        with self._db.reading() as session:
            waiting = len(ledger.due(session, self._clock.now(), self._workers))
        for _ in range(waiting):
            if self._stopping.is_set() or not self._free.acquire(blocking=False):
                break
            self._pool.submit(self._drain)
        with self._counting:
            handled, self._handled = self._handled, 0
        return handled

    def drain(self) -> int:
        """Send what is due in the calling thread until nothing is; how many deliveries were handled."""
        handled = 0
        while not self._stopping.is_set() and (claim := self._claim_next()) is not None:
            self._handle(claim)
            handled += 1
        return handled

    def stop(self) -> None:
        """Take nothing new and wait for what is being sent."""
        self._stopping.set()
        self._pool.shutdown(wait=True)

    def _drain(self) -> None:
        try:
            self.drain()
        except Exception:  # the pool would swallow it; the next tick tries again
            log.exception("deliveries cannot be claimed")
        finally:
            self._free.release()

    def in_hand(self) -> frozenset[str]:
        """Ids of the deliveries that threads of this process work on now, however long ago their leases ran out."""
        with self._counting:
            return frozenset(self._in_hand)

    def _claim_next(self) -> Claim | None:
        while True:
            with self._db.reading() as session:
                if not ledger.due(session, self._clock.now(), 1):
                    return None
            with self._db.transaction() as session:
                row = ledger.claim_next(session, self._owner, self._clock.now())
                if row is None:
                    return None
                claim = opened(session, row, self._networks, self._clock)
            if claim is not None:
                return claim

    def _handle(self, claim: Claim) -> None:
        with self._counting:
            self._in_hand.add(claim.id)
        try:
            self._send(claim)
        finally:
            with self._counting:
                self._in_hand.discard(claim.id)
                self._handled += 1

    def _send(self, claim: Claim) -> None:
        """Take the claim as far as it goes. Whatever happens, the ledger says truthfully how it ended."""
        steps: list[dict[str, Any]] = []
        state = claim.state
        try:
            shaped = self._shaper.ready(
                claim.content, claim.account.platform, claim.client_name, sandbox=claim.account.is_sandbox
            )
            while state.phase is not Phase.CONFIRMED:
                until = _resting_until(claim, state)
                if until is not None and until > self._clock.now():
                    self._rest(claim, state, steps, until)
                    return
                state = self._intent(claim, state)
                state = self._step(claim, state, shaped, steps)
            self._delivered(claim, state, steps)
        except LostClaim:
            log.warning("delivery %s: the claim was lost, nothing more is sent under it", claim.id)
        except PlatformError as error:
            self._failed(claim, error, steps)
        except Exception as error:  # a fault of ours must end in the ledger, whatever it is
            log.exception("delivery %s", claim.id)
            sent = state.phase in {Phase.COMMIT_SENT, Phase.CONFIRMED}
            kind = Failure.UNKNOWN_OUTCOME if sent else Failure.TRANSIENT
            self._failed(claim, PlatformError(kind, f"An unexpected error: {error}"), steps, state)

    def _intent(self, claim: Claim, state: PublishState) -> PublishState:
        """Before the irreversible call: the intent, on disk, under a claim that still holds."""
        if state.phase is not Phase.ARMED:
            return state
        sent = replace(state, phase=Phase.COMMIT_SENT, committed_at=self._clock.now())
        self._save(claim, sent, durable=True)
        return sent

    def _step(self, claim: Claim, state: PublishState, shaped: Shaped, steps: list[dict[str, Any]]) -> PublishState:
        started = self._clock.now()
        try:
            after = self._networks.connectors[claim.account.platform].step(
                state, shaped, self._networks.context(claim.account)
            )
        except PlatformError as error:
            steps.append(step_taken(started, self._clock.now(), state.phase, f"{error.failure}: {error.message}"))
            raise
        steps.append(step_taken(started, self._clock.now(), state.phase, f"-> {after.phase}"))
        if after.phase is not Phase.CONFIRMED:
            self._save(claim, after)
        return after

    def _save(self, claim: Claim, state: PublishState, *, durable: bool = False) -> None:
        with self._db.transaction(durable=durable) as session:
            if not ledger.save(session, claim.key, self._clock.now(), publish_state=state.to_json()):
                raise LostClaim

    def _rest(self, claim: Claim, state: PublishState, steps: list[dict[str, Any]], until: datetime) -> None:
        """Media are being processed, or all is prepared and its time has not come: give the thread back, go on later."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = ledger.held(session, claim.key)
            if row is None:
                return
            add_steps(session, claim.attempt_id, steps)
            row.publish_state, row.next_attempt_at = state.to_json(), until
            row.state, row.updated_at, row.lease_owner, row.lease_until = DeliveryState.PENDING, now, "", None
            row.why = "Prepared." if state.phase is Phase.ARMED else "The network is processing the media."

    def _delivered(self, claim: Claim, state: PublishState, steps: list[dict[str, Any]]) -> None:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = ledger.held(session, claim.key)
            if row is None:
                raise LostClaim
            end_attempt(add_steps(session, claim.attempt_id, steps), now, DeliveryState.DELIVERED)
            record_delivered(session, row, state, self._clock, why="")

    def _failed(
        self, claim: Claim, error: PlatformError, steps: list[dict[str, Any]], reached: PublishState | None = None
    ) -> None:
        """Write what follows from `error`. `reached` is confirmed when the post is out and only its record failed."""
        now = self._clock.now()
        decision = decide(error, attempt=claim.attempt, now=now, jitter=random.random())  # noqa: S311 - spreads retries
        if decision.refreshes:
            decision = self._refresher.refreshed(claim.account, decision, now)
        with self._db.transaction() as session:
            row = ledger.held(session, claim.key)
            if row is None:
                return
            end_attempt(add_steps(session, claim.attempt_id, steps), now, decision.state, error)
            deliveries.change(session, row, decision.state, actor=ENGINE, at=now, why=decision.why)
            row.failure = error.failure
            row.next_attempt_at = decision.retry_at or now
            if decision.state is DeliveryState.PENDING:
                row.publish_state = {} if decision.starts_over else rearmed(row.publish_state)
            elif reached is not None and reached.phase is Phase.CONFIRMED:
                row.publish_state = reached.to_json()
            account = accounts.get(session, row.account_id)
            account.parked_until = _later(account.parked_until, decision.parks_account_until)
            if decision.disconnects_account:
                account.status, account.last_error = "reconnect", error.message
            settle(session, row, ENGINE, self._clock)


def _resting_until(claim: Claim, state: PublishState) -> datetime | None:
    """When the next step makes sense: nothing is published before its time, however early it was prepared."""
    moments = (state.not_before, claim.due_at if state.phase is Phase.ARMED else None)
    return _later(*moments)


def _later(*moments: datetime | None) -> datetime | None:
    return max((each for each in moments if each is not None), default=None)
