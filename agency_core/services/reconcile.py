"""Reconcile: find out what became of deliveries whose process died or whose answer was lost, by asking the network."""

from __future__ import annotations

import logging
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentView
from agency_core.domain.delivery import COMMIT_DEADLINE, FAR, MOST_ATTEMPTS, DeliveryState, DeliveryView, next_look
from agency_core.domain.platform import Capabilities, FollowUp, Idempotency
from agency_core.domain.publishing import Failure, Outcome, Parent, Phase, PlatformError, PublishState, Verdict
from agency_core.domain.timeline import READ_BACK
from agency_core.errors import Conflict
from agency_core.models import AccountRow, ClientRow, DeliveryRow
from agency_core.services.deliver import settle
from agency_core.services.follow import parents
from agency_core.services.follow import shaped as follow_up
from agency_core.services.record import ENGINE, note_look, rearmed, record_delivered, step_taken
from agency_core.services.refresh import Refresher
from agency_core.services.shape import Shaper
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger
from agency_core.store.queries import metric as metrics

AT_ONCE = 40
ASKING = 8
INTERRUPTED = "interrupted"
log = logging.getLogger(__name__)


class Reconcile:
    """Settles what is uncertain."""

    def __init__(self, db: Database, clock: Clock, shaper: Shaper) -> None:
        """Set up; nothing is asked before `run`."""
        self._db = db
        self._clock = clock
        self._shaper = shaper
        self._networks = shaper.networks
        self._refresher = Refresher(db, shaper.networks)

    def recover(self, owner: str | None = "", *, but: Collection[str] = ()) -> int:
        """Take back what dead processes were sending; how many deliveries.

        `owner` None: only what has an expired lease. Otherwise the caller leads alone, and every claim that is not `owner`'s
        belongs to a process that is gone. `but` names deliveries whose threads live in this process: they end by themselves,
        and after a suspended machine wakes up (or a jump of the clock) one may be about to make its call.
        """
        now = self._clock.now()
        with self._db.reading() as session:
            if not ledger.orphans(session, now, owner):
                return 0
        with self._db.transaction() as session:
            found = [row for row in ledger.orphans(session, now, owner) if row.id not in but]
            for row in found:
                self._take_back(session, row, now)
            return len(found)

    def _take_back(self, session: Session, row: DeliveryRow, now: datetime) -> None:
        attempt = ledger.open_attempts(session, [row.id]).get(row.id)
        sent = row.publish_state.get("phase") == Phase.COMMIT_SENT
        if attempt is not None:
            attempt.ended_at, attempt.outcome = now, INTERRUPTED
            attempt.failure = Failure.UNKNOWN_OUTCOME if sent else ""
            attempt.detail = "The process ended while this was being sent."
        to, why = DeliveryState.PENDING, "The process ended before anything was published."
        if sent:
            to, why = DeliveryState.UNCONFIRMED, "The process ended before the network's answer was recorded."
            row.failure = Failure.UNKNOWN_OUTCOME
        elif row.attempts >= MOST_ATTEMPTS and ledger.outcomes(session, row.id, INTERRUPTED) >= MOST_ATTEMPTS:
            to, why = DeliveryState.FAILED, "The process ended again and again while this was being prepared."
        deliveries.change(session, row, to, actor=ENGINE, at=now, why=why)
        row.lease_owner, row.lease_until, row.next_attempt_at = "", None, now
        settle(session, row, ENGINE, self._clock)

    def mark_missed(self) -> int:
        """Put aside what is too late to be sent unasked; how many deliveries. What nobody can look at becomes uncertain."""
        now = self._clock.now()
        with self._db.reading() as session:
            if not ledger.expired(session, now) and not ledger.unseen(session, now):
                return 0
        with self._db.transaction() as session:
            for row in ledger.unseen(session, now):
                why = "The network took it, and its account is not connected any more: nobody can ask what became of it."
                deliveries.change(session, row, DeliveryState.UNCONFIRMED, actor=ENGINE, at=now, why=why)
                row.failure, row.next_attempt_at = Failure.UNKNOWN_OUTCOME, now
            late = [row for row in ledger.expired(session, now) if not deliveries.is_sent(row)]
            for row in late:
                why = f"Due {row.due_at:%Y-%m-%d %H:%M} UTC, and the client's limit for being late has passed: decide."
                deliveries.change(session, row, DeliveryState.MISSED, actor=ENGINE, at=now, why=why)
            return len(late)

    def run(self) -> int:
        """Ask the networks about deliveries whose answer was lost, several at a time; how many were settled."""
        with self._db.reading() as session:
            waiting = ledger.unconfirmed(session, self._clock.now(), AT_ONCE)
        if len(waiting) < 2:
            return sum(self._settled(delivery_id) for delivery_id in waiting)
        with ThreadPoolExecutor(ASKING, thread_name_prefix="reconcile") as pool:
            return sum(pool.map(self._settled, waiting))

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
            sent = _Sent(
                row, contents.get(session, row.content_id).view(), session.get_one(ClientRow, row.client_id).name,
                session.get_one(AccountRow, row.account_id), parents(session, [row]).get(row.id),
            )
        asked_at = self._clock.now()
        return self._apply(row, self._asked(sent), asked_at)

    def _asked(self, sent: _Sent) -> Outcome:
        """What the network says; it need not be asked when it had answered and only the record of that failed."""
        try:
            state = PublishState.from_json(sent.row.publish_state)
            if state.phase is Phase.CONFIRMED:
                return Outcome(Verdict.PUBLISHED, state.external_id, state.url)
            account = self._refresher.current(sent.account)
            connector = self._networks.connectors[sent.row.platform]
            if sent.row.part:
                if sent.parent is None:
                    raise LookupError("The post before it is not known.")
                shaped = follow_up(sent.content, connector.facts, sent.row.part, sent.parent)
            else:
                shaped = self._shaper.shape(sent.content, sent.row.platform, sent.client_name, sandbox=account.is_sandbox)
            return connector.reconcile(state, replace(shaped, key=sent.row.id), self._networks.context(account))
        except PlatformError as error:
            return Outcome(Verdict.UNKNOWN, why=f"The network could not be asked: {error.message}")
        except Exception as error:  # a fault of ours in one delivery must not keep the others from being looked for
            log.exception("delivery %s", sent.row.id)
            return Outcome(Verdict.UNKNOWN, why=f"The network could not be asked: an unexpected error: {error}")

    def _apply(self, seen: DeliveryRow, outcome: Outcome, asked_at: datetime) -> bool:
        """Write what follows from `outcome`, unless the delivery was decided on, or even sent again, since it was `seen`."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = deliveries.get(session, seen.id)
            if row.state != DeliveryState.UNCONFIRMED or row.fence != seen.fence:
                return False
            note_look(session, row, step_taken(asked_at, now, READ_BACK, f"{outcome.verdict}: {outcome.why}"))
            shown_by = self._shown_by(row, accounts.get(session, row.account_id))
            outcome = _doubted(session, row, outcome, early=now < shown_by)
            if outcome.verdict is Verdict.PUBLISHED:
                state = PublishState.from_json(row.publish_state)
                found = replace(state.confirmed(outcome.external_id, outcome.url), committed_at=state.committed_at)
                record_delivered(session, row, found, self._clock, why="the answer was lost; found by reading the network back")
                return True
            if outcome.verdict is Verdict.UNKNOWN:
                _look_later(row, outcome, now, shown_by)
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

    def _shown_by(self, row: DeliveryRow, account: AccountRow) -> datetime:
        """When a post that was made must have appeared.

        The time to appear counts from when the answer was given up: the call itself may have been late in its thread. Where
        nothing but reading keeps a second call from making a second post, the first call is also given all of its deadline.
        """
        can = self._networks.connectors[row.platform].facts.capabilities
        made_by, committed_at = row.updated_at, PublishState.from_json(row.publish_state).committed_at
        if committed_at is not None and not _is_protected(can, row, account):
            made_by = max(made_by, committed_at + COMMIT_DEADLINE)
        return made_by + timedelta(seconds=can.settling_seconds)


@dataclass(frozen=True)
class _Sent:
    """A delivery whose answer was lost, with all that its network is asked by."""

    row: DeliveryRow
    content: ContentView
    client_name: str
    account: AccountRow
    parent: Parent | None


def _is_protected(can: Capabilities, row: DeliveryRow, account: AccountRow) -> bool:
    """Whether the network itself makes one post of two calls: comments have no handle, and some servers keep no keys."""
    if can.idempotency is Idempotency.NONE or (row.part and can.follow_up is FollowUp.COMMENT):
        return False
    return bool(account.limits.get("idempotency", True))


def _doubted(session: Session, row: DeliveryRow, outcome: Outcome, *, early: bool) -> Outcome:
    """What may be believed of a verdict: a found post is not another delivery's, a missing one has had time to appear."""
    if outcome.verdict is Verdict.PUBLISHED:
        post = metrics.find(session, row.client_id, row.platform, outcome.external_id)
        if post is not None and post.content_id not in {"", row.content_id}:
            return Outcome(Verdict.UNKNOWN, why="The post with this text belongs to other content.")
        if deliveries.is_known_as(session, row, outcome.external_id):
            return Outcome(Verdict.UNKNOWN, why="The post with this text belongs to another delivery.")
    if outcome.verdict is Verdict.NOT_PUBLISHED and early:
        return Outcome(Verdict.UNKNOWN, why="Too early to say that it is not there.")
    return outcome


def _look_later(row: DeliveryRow, outcome: Outcome, now: datetime, shown_by: datetime) -> None:
    row.next_attempt_at = next_look(row.updated_at, now)
    if now < shown_by < row.next_attempt_at:
        row.next_attempt_at = shown_by
    row.why = outcome.why
    if row.next_attempt_at >= FAR:
        row.why = f"{outcome.why} Look at the platform yourself and decide.".strip()
