"""Publish: the ledger's side of delivering. Claim, write the intent, call, record; unknown is not failed.

Two short transactions with the network call between them, never inside one. Before the one irreversible call the intent
(phase COMMIT_SENT) is committed to disk; a process that dies after that leaves a delivery whose network is *asked* before
anything is sent again.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from agency_core.domain.account import AccountStatus
from agency_core.domain.clock import Clock
from agency_core.domain.delivery import CALL_DEADLINE, COUNTED, Decision, DeliveryState, decide
from agency_core.domain.ids import new_id
from agency_core.domain.pacing import STUMBLES, heard, pause_after, spent
from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.errors import Busy, StorageFailed
from agency_core.models import AccountRow
from agency_core.services.claim import Claim, Claims, LostClaim
from agency_core.services.follow import shaped as follow_up
from agency_core.services.journey import Journey, after_sending, later, resting_until, to_go_on_from
from agency_core.services.record import ENGINE, HeldBack, Pages, Recorder, end_attempt, put_out, record_delivered, step_taken
from agency_core.services.refresh import Refresher
from agency_core.services.shape import Shaper
from agency_core.services.sighting import timed_step, told_out, working_on
from agency_core.store.database import Database
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger

log = logging.getLogger(__name__)
_RESTS = {
    Phase.ARMED: "Prepared.", Phase.MEDIA_PROCESSING: "The network is processing the media.",
    Phase.COMMIT_SENT: "Sent; the network is working on it.",
}
_HELD_BACK = "It was held back before it was sent."
_ALL_TRIES = 10_000
REST = 5.0
"""Seconds without a new delivery after the ledger could not be written."""
_LONG = 2 * CALL_DEADLINE
"""What is left of a lease that is renewed before anything is called under it."""


class Publish:
    """Sends what is due through a bounded pool of threads; for each account one delivery at a time, in their order."""

    def __init__(self, db: Database, clock: Clock, shaper: Shaper, *, workers: int) -> None:
        """`workers` deliveries are sent at the same time."""
        self._db = db
        self._clock = clock
        self._shaper = shaper
        self._networks = shaper.networks
        self._refresher = Refresher(db, shaper.networks)
        self._claims = Claims(db, clock, shaper.networks, new_id(clock.now()), batch=2 * workers)
        self._recorder = Recorder(db, clock)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="deliver")
        self._free = threading.Semaphore(workers)
        self._workers = workers
        self._stopping = threading.Event()
        self._counting = threading.Lock()
        self._handled = 0
        self._rests_until = 0.0
        self._in_hand: set[str] = set()

    def run_due(self) -> int:
        """Start sending what is due, as far as threads are free; how many deliveries were handled since the last call.

        Nothing is begun while the database is damaged, or a moment ago could not keep what was sent.
        """
        with self._db.reading() as session:
            waiting = 0 if self._rests() else len(ledger.due(session, self._clock.now(), self._workers))
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
        while not self._stopping.is_set() and (claim := self._claims.next()) is not None:
            self._handle(claim)
            handled += 1
        return handled

    def send(self, delivery_id: str) -> bool:
        """Send this delivery in the calling thread if it can be sent now; whether it was handled."""
        claim = self._claims.only(delivery_id)
        if claim is not None:
            self._handle(claim)
        return claim is not None

    def stop(self) -> None:
        """Take nothing new, wait for what is being sent, and give back what was taken and not begun."""
        self._stopping.set()
        self._pool.shutdown(wait=True)
        for claim in self._claims.returned():
            self._rest(claim, Journey(claim.state), self._clock.now())

    def in_hand(self) -> frozenset[str]:
        """Ids of the deliveries that threads of this process work on now, however long ago their leases ran out."""
        with self._counting:
            return frozenset(self._in_hand) | self._claims.waiting()

    def _rests(self) -> bool:
        return bool(self._db.damage) or time.monotonic() < self._rests_until

    def _drain(self) -> None:
        try:
            self.drain()
        except (Busy, StorageFailed) as error:
            self._rests_until = time.monotonic() + REST
            log.warning("nothing is sent for %g s, as it could not be recorded: %s", REST, error.message)
        except Exception:  # the pool would swallow it; the next tick tries again
            log.exception("deliveries cannot be claimed")
        finally:
            self._free.release()

    def _handle(self, claim: Claim) -> None:
        with self._counting:
            self._in_hand.add(claim.id)
        try:
            with working_on(claim):
                self._send(claim)
        finally:
            with self._counting:
                self._in_hand.discard(claim.id)
                self._handled += 1

    def _send(self, claim: Claim) -> None:
        """Take the claim as far as it goes. Whatever happens, the ledger says truthfully how it ended."""
        journey = Journey(claim.state)
        try:
            if self._waited_too_long(claim, journey):
                return
            shaped = self._shaped(claim)
            while journey.state.phase is not Phase.CONFIRMED:
                until = resting_until(journey.state, claim.due_at)
                if until is not None and until > self._clock.now():
                    self._rest(claim, journey, until)
                    return
                self._intend(claim, journey)
                self._step(claim, journey, shaped)
            self._delivered(claim, journey)
        except HeldBack:
            self._rest(claim, journey, self._clock.now(), _HELD_BACK)
        except LostClaim:
            log.warning("delivery %s: the claim was lost, nothing more is sent under it", claim.id)
        except PlatformError as error:
            self._failed(claim, error, journey)
        except Exception as error:  # a fault of ours must end in the ledger, whatever it is
            log.exception("delivery %s", claim.id)
            sent = journey.state.phase in {Phase.COMMIT_SENT, Phase.CONFIRMED}
            kind = Failure.UNKNOWN_OUTCOME if sent else Failure.TRANSIENT
            self._failed(claim, PlatformError(kind, f"An unexpected error: {error}"), journey)

    def _waited_too_long(self, claim: Claim, journey: Journey) -> bool:
        """Renew the lease of a claim that waited for its thread; give back one whose lease ran out meanwhile."""
        now = self._clock.now()
        if now >= claim.lease_until:
            self._rest(claim, journey, now)
            return True
        if claim.lease_until - now < _LONG:
            self._save(claim, journey.state)
        return False

    def _shaped(self, claim: Claim) -> Shaped:
        account = claim.account
        if claim.parent is not None:
            facts = self._networks.connectors[account.platform].facts
            return replace(follow_up(claim.content, facts, claim.part, claim.parent), key=claim.id)
        ready = self._shaper.ready(claim.content, account.platform, claim.client_name, sandbox=account.is_sandbox)
        return replace(ready, key=claim.id)

    def _intend(self, claim: Claim, journey: Journey) -> None:
        """Before the irreversible call: the intent, on disk, under a claim that still holds."""
        if journey.state.phase is Phase.ARMED:
            now = self._clock.now()
            sent = replace(journey.state, phase=Phase.COMMIT_SENT, committed_at=now)
            self._save(claim, sent)
            if self._clock.now() - now > CALL_DEADLINE:  # others may have given us up for dead and be asking the network
                raise PlatformError(Failure.TRANSIENT, "This machine stood still before the call, which was not made.")
            journey.state, journey.called = sent, True

    def _step(self, claim: Claim, journey: Journey, shaped: Shaped) -> None:
        before, started = journey.state.phase, self._clock.now()
        context = replace(self._networks.context(claim.account), heard=journey.heard)
        try:
            with timed_step(claim, before):
                after = self._networks.connectors[claim.account.platform].step(journey.state, shaped, context)
        except PlatformError as error:
            journey.steps.append(step_taken(started, self._clock.now(), before, f"{error.failure}: {error.message}"))
            raise
        journey.steps.append(step_taken(started, self._clock.now(), before, f"-> {after.phase}"))
        journey.state, journey.sent = after, journey.sent or before is Phase.COMMIT_SENT
        if after.phase not in {Phase.CONFIRMED, Phase.ARMED}:  # what is armed is written with the intent, or with its rest
            self._save(claim, after)

    def _save(self, claim: Claim, state: PublishState) -> None:
        if not self._recorder.save((claim.id, claim.fence), claim.content.id, state):
            raise LostClaim

    def _rest(self, claim: Claim, journey: Journey, until: datetime, why: str = "") -> None:
        """Media are being processed, or all is prepared and its time has not come: give the thread back, go on later."""

        def write(pages: Pages) -> None:
            row = pages.row
            pages.attempt.steps = [*pages.attempt.steps, *journey.steps]
            row.publish_state, row.next_attempt_at = journey.state.to_json(), until
            row.state, row.updated_at, row.lease_owner, row.lease_until = DeliveryState.PENDING, self._clock.now(), "", None
            row.why = why or _RESTS.get(journey.state.phase, "")
            if journey.sent:
                row.expires_at = None  # it cannot be too late any more
            self._counted(claim, pages.account, journey, sent=journey.sent)

        self._recorder.end((claim.id, claim.fence), claim.content.id, write)

    def _delivered(self, claim: Claim, journey: Journey) -> None:
        def write(pages: Pages) -> None:
            now = self._clock.now()
            pages.attempt.steps = [*pages.attempt.steps, *journey.steps]
            end_attempt(pages.attempt, now, DeliveryState.DELIVERED)
            put_out(pages.session, pages.row, journey.state, self._clock, why="")
            self._counted(claim, pages.account, journey, sent=True)
            pages.account.failures_in_a_row = 0

        if not self._recorder.end((claim.id, claim.fence), claim.content.id, write):
            self._answered_late(claim, journey)
        told_out(claim, self._clock.now())

    def _answered_late(self, claim: Claim, journey: Journey) -> None:
        """The claim was taken back while the network was called, and now it is known that the post is out."""
        with self._db.transaction() as session:
            row = deliveries.get(session, claim.id)
            if row.state != DeliveryState.UNCONFIRMED or row.fence != claim.fence:
                raise LostClaim
            record_delivered(session, row, journey.state, self._clock, why="the answer came after all")

    def _failed(self, claim: Claim, error: PlatformError, journey: Journey) -> None:
        """Write what follows from `error`. A journey that is confirmed means: the post is out and only its record failed."""
        now = self._clock.now()
        with self._db.reading() as session:
            latest = _ALL_TRIES if error.failure is Failure.DUPLICATE_CONTENT else claim.attempt
            tries = 1 + ledger.failures(session, claim.id, COUNTED.get(error.failure, {error.failure}), latest)
        decision = decide(error, attempt=tries, now=now, jitter=random.random())  # noqa: S311 - spreads retries
        if decision.refreshes:
            decision = self._refresher.refreshed(claim.account, decision, now)
        if journey.sent:
            decision = after_sending(error, decision)

        def write(pages: Pages) -> None:
            row = pages.row
            pages.attempt.steps = [*pages.attempt.steps, *journey.steps]
            end_attempt(pages.attempt, now, decision.state, error)
            deliveries.change(pages.session, row, decision.state, actor=ENGINE, at=now, why=decision.why)
            row.failure = error.failure
            row.next_attempt_at = decision.retry_at or now
            if decision.state is DeliveryState.PENDING:
                row.publish_state = to_go_on_from(row.publish_state, decision, journey)
                row.expires_at = None if journey.sent else row.expires_at
            elif journey.state.phase is Phase.CONFIRMED:
                row.publish_state = journey.state.to_json()
            self._counted(claim, pages.account, journey, sent=decision.state is DeliveryState.UNCONFIRMED)
            _hold(pages.account, error, decision, now)

        self._recorder.end((claim.id, claim.fence), claim.content.id, write)

    def _counted(self, claim: Claim, account: AccountRow, journey: Journey, *, sent: bool) -> None:
        """Count a call that was made against the allowances; after one that may have made a post, keep the next at a distance."""
        now, allowances = self._clock.now(), self._networks.connectors[claim.account.platform].facts.capabilities.allowances
        if journey.called:
            account.budget = spent(account.budget, allowances, now)
        if journey.note is not None:
            account.budget = heard(account.budget, journey.note, now)
        if journey.called and sent and account.spacing_seconds and not claim.part:
            account.free_at = now + timedelta(seconds=account.spacing_seconds)


def _hold(account: AccountRow, error: PlatformError, decision: Decision, now: datetime) -> None:
    """Let the account wait as long as the network asked, or as too many stumbles in a row advise; or ask to connect it anew."""
    pause = None
    if error.failure in STUMBLES:
        account.failures_in_a_row += 1
        pause = pause_after(account.failures_in_a_row)
    account.parked_until = later(account.parked_until, decision.parks_account_until, now + pause if pause else None)
    if pause:
        account.last_error = f"{account.failures_in_a_row} failures in a row, so it rests: {error.message}"
    if decision.disconnects_account and account.status == AccountStatus.CONNECTED:  # whoever ended it before said why
        account.status, account.last_error = AccountStatus.RECONNECT, error.message
