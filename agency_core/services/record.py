"""Record: what the ledger says of a delivery after a call to its network. Several threads' words share one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.delivery import LEASE, DeliveryState, next_measure
from agency_core.domain.publishing import Phase, PlatformError, PublishState
from agency_core.errors import AgencyError
from agency_core.models import AccountRow, AttemptRow, DeliveryRow
from agency_core.services.as_approved import note_published
from agency_core.services.deliver import settle_all
from agency_core.services.posts import keep_posts
from agency_core.store.database import Database
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger
from agency_core.store.queries.content import hold

ENGINE = "system:engine"
MOST_LOOKS = 50


@dataclass(frozen=True)
class Pages:
    """The rows of one delivery, open for writing."""

    session: Session
    row: DeliveryRow
    attempt: AttemptRow
    account: AccountRow


@dataclass(eq=False)
class _Entry:
    """What one thread wants written, and what became of it."""

    claimed: tuple[str, int]
    change: Callable[[Pages], None] | None
    state: PublishState | None
    content_id: str
    held_back: bool = False
    ended: bool = False
    written: bool = False
    error: BaseException | None = field(default=None, repr=False)

    @property
    def is_commit(self) -> bool:
        """Whether it says that the irreversible call was, or is about to be, made."""
        return self.state is not None and self.state.phase is Phase.COMMIT_SENT


class HeldBack(AgencyError):
    """Publishing was stopped after this was taken and before it was sent; it is not sent now."""


class Recorder:
    """Writes into the ledger under claims. Whoever comes while another thread writes is written together with the next."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Write into `db`."""
        self._db = db
        self._clock = clock
        self._door = threading.Condition()
        self._waiting: list[_Entry] = []
        self._writing = False

    def save(self, claimed: tuple[str, int], content_id: str, state: PublishState) -> bool:
        """Keep how far a publication got and renew its lease; an intent (COMMIT_SENT) is on the disk when this returns.

        False: the claim was lost, or its lease ran out, and nothing was written; the network must not be called any more.

        Raises:
            HeldBack: the intent was not written, because somebody paused publishing meanwhile.
        """
        entry = _Entry(claimed, None, state, content_id)
        written = self._enter(entry)
        if entry.held_back:
            raise HeldBack
        return written

    def end(self, claimed: tuple[str, int], content_id: str, change: Callable[[Pages], None]) -> bool:
        """Write how a try ended: `change` does so, and the content is settled. False: the claim was lost."""
        return self._enter(_Entry(claimed, change, None, content_id))

    def _enter(self, entry: _Entry) -> bool:
        with self._door:
            self._waiting.append(entry)
            self._await_turn(entry)
            if not entry.ended:
                self._writing = True
                batch, self._waiting = self._waiting, []
        if not entry.ended:
            left = [each for each in batch if each is not entry]
            try:
                self._write(batch)
                left = []
            finally:
                with self._door:
                    self._writing = False
                    left = [each for each in left if not each.written and each.error is None]
                    self._waiting[:0] = left  # this thread was ended in the middle: another one writes for them
                    for each in batch:
                        each.ended = each not in left
                    self._door.notify_all()
        if entry.error is not None:
            raise entry.error
        return entry.written

    def _await_turn(self, entry: _Entry) -> None:
        """Wait until the entry was written, or nobody is writing."""
        try:
            while self._writing and not entry.ended:
                self._door.wait()
        except BaseException:  # whoever does not wait any more will not act on it either
            if entry in self._waiting:
                self._waiting.remove(entry)
            raise

    def _write(self, batch: list[_Entry]) -> None:
        """All in one transaction; when that fails, each in its own, so that nobody suffers from a neighbour."""
        try:
            self._together(batch)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the thread that asked
            if len(batch) == 1:
                batch[0].error = error
                return
            for each in batch:
                self._write([each])

    def _together(self, batch: list[_Entry]) -> None:
        durable = any(each.is_commit for each in batch)
        with self._db.transaction(durable=durable) as session:
            ending = {each.claimed[0] for each in batch if each.change is not None}
            contents = {each.content_id for each in batch if each.change is not None}
            hold(session, contents)  # content before deliveries: everybody locks in this order
            rows = ledger.rows_of(session, {each.claimed[0] for each in batch})
            tries = ledger.open_attempts(session, ending) if ending else {}
            accounts = _accounts(session, {rows[each].account_id for each in ending if each in rows})
            held = [each for each in batch if self._held(each, rows)]
            stopped = self._stopped(session, held, rows)
            done = [each for each in held if each.claimed[0] not in stopped or each.change is not None]
            for each in done:
                row = rows[each.claimed[0]]
                if each.change is not None:
                    each.change(Pages(session, row, tries[row.id], accounts[row.account_id]))
                elif each.state is not None:
                    now = self._clock.now()
                    row.publish_state, row.lease_until, row.updated_at = each.state.to_json(), now + LEASE, now
            settle_out(session, [rows[each.claimed[0]] for each in done if each.change is not None], self._clock)
        for each in batch:
            each.written, each.held_back = each in done, each in held and each not in done

    def _stopped(self, session: Session, held: Sequence[_Entry], rows: Mapping[str, DeliveryRow]) -> set[str]:
        """Those that are about to be sent although somebody stopped that after they were taken."""
        intents = {each.claimed[0] for each in held if each.is_commit and not _is_sent(rows[each.claimed[0]])}
        return ledger.stopped(session, intents) if intents else set()

    def _held(self, entry: _Entry, rows: dict[str, DeliveryRow]) -> bool:
        """Whether the claim holds; to go on towards sending, its lease must run, too.

        What a network answered is written as long as nobody else claims.
        """
        row = rows.get(entry.claimed[0])
        if row is None or row.fence != entry.claimed[1] or row.state != DeliveryState.SENDING:
            return False
        told = entry.change is not None or _is_sent(row)
        return told or (row.lease_until is not None and row.lease_until > self._clock.now())


def _is_sent(row: DeliveryRow) -> bool:
    return bool(row.publish_state.get("phase") == Phase.COMMIT_SENT)


def record_delivered(session: Session, row: DeliveryRow, state: PublishState, clock: Clock, *, why: str) -> None:
    """Write that the post is out, with the network's id, and settle its content."""
    put_out(session, row, state, clock, why=why)
    settle_out(session, [row], clock)


def settle_out(session: Session, rows: Sequence[DeliveryRow], clock: Clock) -> None:
    """Keep the posts of those among `rows` that are out (what follows a post has none of its own); settle the contents of all."""
    keep_posts(session, [row for row in rows if row.state == DeliveryState.DELIVERED and not row.part])
    settle_all(session, rows, ENGINE, clock)


def put_out(session: Session, row: DeliveryRow, state: PublishState, clock: Clock, *, why: str) -> None:
    """Write that it is out, with the network's id; its post and its content are for the caller to settle (`settle_out`)."""
    now = clock.now()
    deliveries.change(session, row, DeliveryState.DELIVERED, actor=ENGINE, at=now, why=why)
    row.publish_state = state.to_json()
    row.external_id, row.url = state.external_id, state.url
    row.delivered_at, row.failure, row.measure_at = now, "", None
    if not row.part:  # what follows a post is counted with it
        row.measure_at = next_measure(now, now)
    note_published(session, row, ENGINE)


def rearmed(stored: dict[str, Any]) -> dict[str, Any]:
    """The stored state with its handles, one step before the irreversible call, which is known to have done nothing."""
    state = PublishState.from_json(stored)
    return state.at(Phase.ARMED).to_json() if state.phase is Phase.COMMIT_SENT else stored


def note_look(session: Session, row: DeliveryRow, step: dict[str, Any]) -> None:
    """Keep that the network was asked about a lost answer, with the last try; the latest of very many such looks."""
    attempt = ledger.last_attempt(session, row.id)
    if attempt is not None:
        looks = [each for each in attempt.steps if each["phase"] == step["phase"]]
        kept = [each for each in attempt.steps if len(looks) < MOST_LOOKS or each is not looks[0]]
        attempt.steps = [*kept, step]


def step_taken(started: datetime, ended: datetime, phase: str, note: str) -> dict[str, Any]:
    """One call to a network, as an attempt keeps it: {at, phase, ms, note}."""
    took = round((ended - started).total_seconds() * 1000)
    return {"at": started.isoformat(), "phase": str(phase), "ms": took, "note": note}


def end_attempt(attempt: AttemptRow, at: datetime, outcome: str, error: PlatformError | None = None) -> None:
    """Write how an attempt ended, and what the network said where it failed."""
    attempt.ended_at, attempt.outcome = at, outcome
    if error is not None:
        attempt.failure, attempt.detail = error.failure, error.message[:2000]
        attempt.network_code, attempt.http_status = error.network_code, error.http_status


def _accounts(session: Session, ids: set[str]) -> dict[str, AccountRow]:
    if not ids:
        return {}
    question = select(AccountRow).where(AccountRow.id.in_(ids)).order_by(AccountRow.id).with_for_update()
    return {row.id: row for row in session.scalars(question)}
