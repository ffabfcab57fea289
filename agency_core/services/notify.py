"""Notify: sends what the watch wrote down to be told. Claim, call, record; what may have been taken is rather told twice.

Each notifier is a queue of its own, in the hands of one thread at a time, so that a slow service holds up nobody else; within
it what belongs together stays in order: nobody hears that something began after hearing that it is over.
"""

from __future__ import annotations

import logging
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.notifier import DELETED
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.watching import NotificationState, NotificationView
from agency_core.errors import Conflict, Invalid
from agency_core.models import NotificationRow, NotifierRow
from agency_core.services.courier import Courier, Errand, Outcome
from agency_core.store.database import Database
from agency_core.store.queries import history
from agency_core.store.queries import notifier as notifiers

log = logging.getLogger(__name__)
WORKERS = 8
LEASE = timedelta(minutes=3)
"""Longer than any sending lasts; a notification whose sender died is sent again after it."""
RETRIES = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 1_800, 7_200))
MOST_ATTEMPTS = len(RETRIES) + 4
_OFF = "The notifier was switched off or deleted before this was sent."
_KILLED = "The agency was stopped each time while this was being sent."


class Notify:
    """The outbox of notifications."""

    def __init__(self, db: Database, clock: Clock, courier: Courier, *, workers: int = WORKERS) -> None:
        """Send through `workers` notifiers at the same time."""
        self._db = db
        self._clock = clock
        self._courier = courier
        self._workers = workers
        self._pool: ThreadPoolExecutor | None = None
        self._stopping = threading.Event()
        self._guard = threading.Lock()
        self._in_hand: set[str] = set()
        self._held: dict[str, datetime] = {}
        self._handled = 0

    def run_due(self) -> int:
        """Start sending what is due; how many notifications were handled since the last call."""
        for notifier_id in self._free():
            self._opened().submit(self._serve, notifier_id)
        with self._guard:
            handled, self._handled = self._handled, 0
        return handled

    def drain(self) -> int:
        """Send what is due in the calling thread, until nothing is; how many notifications were handled."""
        handled = 0
        while free := self._free():
            for notifier_id in free:
                self._serve(notifier_id)
            with self._guard:
                handled, self._handled = handled + self._handled, 0
        return handled

    def stop(self) -> None:
        """Take nothing new, and wait for what is being sent."""
        self._stopping.set()
        if self._pool is not None:
            self._pool.shutdown(wait=True)

    def list(
        self, actor: Actor, *, client_id: str = "", notifier_id: str = "", state: str = "", page: Page | None = None
    ) -> Listing[NotificationView]:
        """What was told and is to be told, newest first.

        Raises:
            Invalid: `state` is no such word.
        """
        if client_id:
            actor.reach(client_id, "notification")
        if state not in {"", *NotificationState}:
            raise Invalid("There is no such state.", field="state", remedy=f"States: {', '.join(NotificationState)}.")
        row = NotificationRow
        wanted = ((row.client_id, client_id), (row.notifier_id, notifier_id), (row.state, state))
        with self._db.reading() as session:
            return notifiers.log(session, actor.clients, [column == word for column, word in wanted if word], page or Page())

    def retry(self, actor: Actor, notification_id: str) -> NotificationView:
        """Send what was given up once more, from the beginning.

        Raises:
            NotFound: no such notification.
            Conflict: it was sent, or will be tried anyway; or its notifier is gone.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = notifiers.notification(session, notification_id)
            actor.write(row.client_id, "notification")
            if row.state != NotificationState.FAILED:
                raise Conflict(f"It is {row.state}.", field="state", remedy="Only what was given up can be sent again.")
            if not notifiers.get(session, row.notifier_id).is_on:
                raise Conflict("Its notifier is off.", field="notifier_id", remedy="Switch it on first.")
            row.state, row.attempts, row.next_attempt_at, row.error = NotificationState.WAITING, 0, now, ""
            move = (NotificationState.FAILED, row.state)
            history.note(session, Change(row.client_id, "notification", row.id, *move, actor.label, now, row.title))
            self._release(row.notifier_id)
            return row.view()

    def _opened(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="notify")
        return self._pool

    def _free(self) -> tuple[str, ...]:
        """Notifiers with something due that no thread has in hand and no service asked to leave alone; now in hand."""
        now = self._clock.now()
        if self._stopping.is_set():
            return ()
        with self._db.reading() as session:
            due = notifiers.due(session, now)
        with self._guard:
            found = tuple(each for each in due if each not in self._in_hand and self._held.get(each, now) <= now)
            self._in_hand.update(found)
        return found

    def _release(self, notifier_id: str) -> None:
        with self._guard:
            self._held.pop(notifier_id, None)

    def _serve(self, notifier_id: str) -> None:
        """Send what is due through one notifier, until nothing is, or it stumbles."""
        try:
            done: tuple[Errand, Outcome] | None = None
            while True:
                with self._db.transaction() as session:
                    if done:
                        self._record(session, *done)
                    stumbled = done is not None and not done[1].ok and not done[1].is_final
                    errand = None if stumbled or self._stopping.is_set() else self._claimed(session, notifier_id)
                if errand is None:
                    return
                done = errand, self._courier.carry(errand)
                with self._guard:
                    self._handled += 1
        except Exception:  # the pool would swallow it; what was claimed is sent again after its lease
            log.exception("notifications by %s cannot be sent", notifier_id)
            self._hold(notifier_id, RETRIES[0])
        finally:
            with self._guard:
                self._in_hand.discard(notifier_id)

    def _hold(self, notifier_id: str, span: timedelta) -> None:
        with self._guard:
            self._held[notifier_id] = self._clock.now() + span

    def _claimed(self, session: Session, notifier_id: str) -> Errand | None:
        """The next that is due, taken until its lease ends."""
        now = self._clock.now()
        notifier = session.get(NotifierRow, notifier_id)
        if notifier is None or not notifier.is_on or notifier.kind == DELETED:
            notifiers.end_open(session, notifier_id, _OFF)
            return None
        for wanted in heads(notifiers.open_of(session, notifier_id), now):
            row = notifiers.claim(session, wanted, now, now + LEASE)
            if row is not None and row.attempts > MOST_ATTEMPTS:
                row.state, row.error = NotificationState.FAILED, _KILLED
            elif row is not None:
                return self._courier.errand(session, row, notifier)
        return None

    def _record(self, session: Session, errand: Errand, outcome: Outcome) -> None:
        """Write how it went, unless somebody else sends it by now."""
        now = self._clock.now()
        row = notifiers.notification(session, errand.told.id)
        notifier = session.get(NotifierRow, errand.notifier_id)
        assert notifier is not None  # noqa: S101 - a notifier that was told something is never deleted
        if outcome.ok:
            if notifier.last_error:
                notifiers.hurry(session, notifier.id, now)
            row.state, row.sent_at, row.error = NotificationState.SENT, now, ""
            notifier.last_sent_at, notifier.last_error = now, ""
            return
        notifier.last_error = outcome.why
        if row.state != NotificationState.SENDING or row.attempts != errand.attempt:
            return
        again = None if outcome.is_final or row.attempts > len(RETRIES) else backoff(row.attempts, outcome.wait)
        row.state = NotificationState.WAITING if again else NotificationState.FAILED
        row.next_attempt_at, row.error = now + (again or timedelta()), notifier.last_error
        if again:
            self._hold(notifier.id, timedelta(seconds=outcome.wait) if outcome.wait else RETRIES[0])


def heads(waiting: list[tuple[str, str, str, datetime]], now: datetime) -> list[str]:
    """Of (id, group, state, due) of what is open, oldest first: what may be sent now.

    Only the oldest of a group may, as soon as any of the group is due; nothing of a group of which one is being sent.
    """
    first: dict[str, tuple[str, str, datetime]] = {}
    due: set[str] = set()
    for one, group, state, at in waiting:
        key = group or one
        first.setdefault(key, (one, state, at))
        if at <= now:
            due.add(key)
    return [
        one for key, (one, state, at) in first.items()
        if key in due and (state == NotificationState.WAITING or at <= now)
    ]


def backoff(attempt: int, wait: float | None) -> timedelta:
    """How long to wait after the `attempt`-th try: longer each time, a fifth more or less, never less than was asked."""
    span = RETRIES[attempt - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries
    return max(span, timedelta(seconds=wait or 0))
