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
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentView
from agency_core.domain.delivery import DeliveryState, decide, next_measure
from agency_core.domain.ids import new_id
from agency_core.domain.publishing import Account, Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.errors import AgencyError
from agency_core.models import AccountRow, AttemptRow, ClientRow, DeliveryRow
from agency_core.services.deliver import settle
from agency_core.services.refresh import Refresher
from agency_core.services.shape import Shaper
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger
from agency_core.store.queries import metric as metrics

log = logging.getLogger(__name__)
ENGINE = "system:engine"


@dataclass(frozen=True)
class Claim:
    """A delivery taken: what to send, for whom, and the fence under which it may be written."""

    id: str
    fence: int
    attempt_id: str
    attempt: int
    due_at: datetime
    content: ContentView
    client_name: str
    account: Account
    state: PublishState

    @property
    def key(self) -> tuple[str, int]:
        """What the ledger checks before each write."""
        return self.id, self.fence


class LostClaim(AgencyError):
    """Somebody else holds this delivery now; nothing may be sent under the old claim."""


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
            self._send(claim)
            handled += 1
            with self._counting:
                self._handled += 1
        return handled

    def stop(self) -> None:
        """Take nothing new and wait for what is being sent."""
        self._stopping.set()
        self._pool.shutdown(wait=True)

    def _drain(self) -> None:
        try:
            self.drain()
        except AgencyError:
            log.exception("deliveries cannot be claimed")
        finally:
            self._free.release()

    def _claim_next(self) -> Claim | None:
        with self._db.reading() as session:
            if not ledger.due(session, self._clock.now(), 1):
                return None
        with self._db.transaction() as session:
            row = ledger.claim_next(session, self._owner, self._clock.now())
            return self._opened(session, row) if row is not None else None

    def _opened(self, session: Any, row: DeliveryRow) -> Claim | None:  # noqa: ANN401 - a Session
        """The claim of a row that was just taken: its try is opened (or gone on with), its words are read again."""
        now = self._clock.now()
        attempt = ledger.open_attempt(session, row.id)
        if attempt is None:
            row.attempts += 1
            attempt = AttemptRow(id=new_id(now), delivery_id=row.id, number=row.attempts, started_at=now, steps=[])
            session.add(attempt)
        account = session.get_one(AccountRow, row.account_id)
        try:
            acting = self._networks.account(account)
        except PlatformError as error:
            account.status, account.last_error = "reconnect", error.message
            deliveries.change(session, row, DeliveryState.PENDING, actor=ENGINE, at=now, why=error.message)
            return None
        return Claim(
            row.id, row.fence, attempt.id, row.attempts, row.due_at, contents.get(session, row.content_id).view(),
            session.get_one(ClientRow, row.client_id).name, acting, PublishState.from_json(row.publish_state),
        )

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
            sent = state.phase is Phase.COMMIT_SENT
            kind = Failure.UNKNOWN_OUTCOME if sent else Failure.TRANSIENT
            self._failed(claim, PlatformError(kind, f"An unexpected error: {error}"), steps)

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
            steps.append(_told(started, self._clock.now(), state.phase, f"{error.failure}: {error.message}"))
            raise
        steps.append(_told(started, self._clock.now(), state.phase, f"-> {after.phase}"))
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
            _extend(session, claim, steps)
            row.publish_state, row.next_attempt_at = state.to_json(), until
            row.state, row.updated_at, row.lease_owner, row.lease_until = DeliveryState.PENDING, now, "", None
            row.why = "Prepared." if state.phase is Phase.ARMED else "The network is processing the media."

    def _delivered(self, claim: Claim, state: PublishState, steps: list[dict[str, Any]]) -> None:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = ledger.held(session, claim.key)
            if row is None:
                raise LostClaim
            _close(session, claim, steps, now, outcome=DeliveryState.DELIVERED)
            record_delivered(session, row, state, self._clock, why="")

    def _failed(self, claim: Claim, error: PlatformError, steps: list[dict[str, Any]]) -> None:
        now = self._clock.now()
        decision = decide(error, attempt=claim.attempt, now=now, jitter=random.random())  # noqa: S311 - spreads retries
        if decision.refreshes:
            decision = self._refresher.refreshed(claim.account, decision, now)
        with self._db.transaction() as session:
            row = ledger.held(session, claim.key)
            if row is None:
                return
            _close(session, claim, steps, now, outcome=decision.state, error=error)
            deliveries.change(session, row, decision.state, actor=ENGINE, at=now, why=decision.why)
            row.failure = error.failure
            row.next_attempt_at = decision.retry_at or now
            if decision.state is DeliveryState.PENDING:
                row.publish_state = {} if decision.starts_over else rearmed(row.publish_state)
            account = accounts.get(session, row.account_id)
            account.parked_until = decision.parks_account_until or account.parked_until
            if decision.disconnects_account:
                account.status, account.last_error = "reconnect", error.message
            settle(session, row, ENGINE, self._clock)


def record_delivered(session: Any, row: DeliveryRow, state: PublishState, clock: Clock, *, why: str) -> None:  # noqa: ANN401
    """Write that the post is out, with the network's id, in the caller's transaction."""
    now = clock.now()
    deliveries.change(session, row, DeliveryState.DELIVERED, actor=ENGINE, at=now, why=why)
    row.publish_state = state.to_json()
    row.external_id, row.url = state.external_id, state.url
    row.delivered_at, row.failure, row.measure_at = now, "", next_measure(now, now)
    metrics.post_of(session, row)
    settle(session, row, ENGINE, clock)


def _resting_until(claim: Claim, state: PublishState) -> datetime | None:
    """When the next step makes sense: nothing is published before its time, however early it was prepared."""
    moments = (state.not_before, claim.due_at if state.phase is Phase.ARMED else None)
    return max((each for each in moments if each is not None), default=None)


def rearmed(stored: dict[str, Any]) -> dict[str, Any]:
    """The stored state with its handles, one step before the irreversible call, which is known to have done nothing."""
    state = PublishState.from_json(stored)
    return state.at(Phase.ARMED).to_json() if state.phase is Phase.COMMIT_SENT else stored


def _told(started: datetime, ended: datetime, phase: Phase, note: str) -> dict[str, Any]:
    took = round((ended - started).total_seconds() * 1000)
    return {"at": started.isoformat(), "phase": phase.value, "ms": took, "note": note}


def _extend(session: Any, claim: Claim, steps: list[dict[str, Any]]) -> AttemptRow:  # noqa: ANN401 - a Session
    attempt: AttemptRow = session.get_one(AttemptRow, claim.attempt_id)
    attempt.steps = [*attempt.steps, *steps]
    return attempt


def _close(
    session: Any, claim: Claim, steps: list[dict[str, Any]], now: datetime, *, outcome: str, error: PlatformError | None = None  # noqa: ANN401
) -> None:
    attempt = _extend(session, claim, steps)
    attempt.ended_at, attempt.outcome = now, outcome
    if error is not None:
        attempt.failure, attempt.detail = error.failure, error.message[:2000]
        attempt.network_code, attempt.http_status = error.network_code, error.http_status
