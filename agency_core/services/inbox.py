"""Inbox: agents ask each other for work; each message is claimed once at a time, answered, or kept as a dead letter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.message import (
    LEASE,
    MOST_ATTEMPTS,
    MessageStatus,
    MessageType,
    MessageView,
    NewMessage,
    retry_after,
)
from agency_core.domain.paging import Listing, Page
from agency_core.domain.permission import Verb
from agency_core.errors import Conflict, Invalid, NotFound, Stale
from agency_core.models import AgentRow, MessageRow, ReplayRow
from agency_core.services.message_moves import claimed, count_failure, moved, post
from agency_core.services.own_desk import demand_itself, demand_own, whose
from agency_core.services.plain import plain
from agency_core.store.database import Database
from agency_core.store.queries import agent as agents
from agency_core.store.queries import message as messages
from agency_core.store.queries import replay

SYSTEM_SENDER = "system"
LONGEST_LEASE = 3600
LONGEST_ERROR = 2000


class Inbox:
    """Messages between agents."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Messages live in `db`."""
        self._db = db
        self._clock = clock

    def send(self, actor: Actor, *, new: NewMessage, idempotency_key: str = "") -> MessageView:
        """Put a message on the receiver's desk. A receiver that is not active gets it too; it waits until somebody claims it.

        Raises:
            Invalid: a field breaks a rule, or the two agents work for different clients.
            NotFound: no such agent.
            Conflict: the idempotency key came with another message.
            Forbidden: an agent writes in somebody else's name.
        """
        new = checked(new)
        now = self._clock.now()
        fingerprint = hashlib.sha256(json.dumps(vars(new), sort_keys=True).encode()).hexdigest()
        with self._db.transaction() as session:
            receiver = _agent(session, actor, new.receiver_agent_id, "receiver_agent_id")
            _check_sender(session, actor, new, receiver)
            actor.write(receiver.client_id, "message")
            scope = f"message:{receiver.client_id}"
            before = replay.claim(session, scope, idempotency_key, fingerprint)
            if before:
                return _get(session, actor, before).view()
            row = post(session, new, receiver, actor, now)
            replay.remember(
                session,
                ReplayRow(scope=scope, key=idempotency_key, fingerprint=fingerprint, subject_id=row.id, created_at=now),
            )
            return row.view()

    def get(self, actor: Actor, message_id: str) -> MessageView:
        """One message."""
        with self._db.reading() as session:
            row = _get(session, actor, message_id)
            if row.sender_agent_id != actor.id:
                demand_own(actor, row.receiver_agent_id, row.client_id, Verb.VIEW)
            return row.view()

    def list(
        self, actor: Actor, *, agent_id: str = "", client_id: str = "", status: str = "", page: Page | None = None
    ) -> Listing[MessageView]:
        """Messages. What is pending for one agent comes most urgent first (priority, then age), all else newest first.

        Raises:
            NotFound: no such agent or client.
            Invalid: no such status.
        """
        if status and status not in set(MessageStatus):
            raise Invalid(f"{status!r} is not a status.", field="status", remedy=f"Use one of: {', '.join(MessageStatus)}.")
        agent_id = whose(actor, agent_id)
        wanted = messages.Wanted(_reached(actor, client_id), agent_id, status)
        with self._db.reading() as session:
            if agent_id:
                desk = _agent(session, actor, agent_id, "agent_id")
                demand_own(actor, agent_id, desk.client_id, Verb.VIEW)
            if agent_id and status == MessageStatus.PENDING:
                return messages.by_urgency(session, wanted, page or Page())
            return messages.newest(session, wanted, page or Page())

    def counts(self, actor: Actor, *, client_id: str = "") -> Mapping[str, int]:
        """How many messages stand where, every status named."""
        with self._db.reading() as session:
            return messages.counts(session, _reached(actor, client_id))

    def claim(self, actor: Actor, agent_id: str, *, lease_seconds: int = int(LEASE.total_seconds())) -> MessageView | None:
        """Take the most urgent message of an agent for `lease_seconds`; None when nothing waits.

        A message whose lease ran out may be claimed again; the lost try counts. One that was lost in its last try is dead.

        Raises:
            Invalid: a lease below 1 second or above an hour.
        """
        if not 1 <= lease_seconds <= LONGEST_LEASE:
            raise Invalid(
                f"lease_seconds is {lease_seconds}.", field="lease_seconds", remedy=f"Use 1 to {LONGEST_LEASE} seconds."
            )
        now = self._clock.now()
        with self._db.transaction() as session:
            receiver = _agent(session, actor, agent_id, "agent_id")
            actor.write(receiver.client_id, "message")
            demand_itself(actor, agent_id)
            receiver.last_seen_at = now
            while (row := messages.next_for(session, agent_id, now)) is not None:
                if claimed(session, row, actor, now, timedelta(seconds=lease_seconds)):
                    return row.view()
            return None

    def claim_one(self, actor: Actor, message_id: str) -> MessageView | None:
        """Take this very message, when it may be claimed now; None when somebody else has it or its tries are used up."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = _get(session, actor, message_id)
            actor.write(row.client_id, "message")
            demand_itself(actor, row.receiver_agent_id)
            return row.view() if claimed(session, row, actor, now, LEASE) else None

    def ack(
        self, actor: Actor, message_id: str, *, result: Mapping[str, Any] | None = None, attempt: int | None = None
    ) -> MessageView:
        """Say that a message is answered. Saying it again changes nothing.

        Args:
            actor: who answered.
            message_id: the message.
            result: what came of it, an object of at most 64 KB.
            attempt: the `attempts` of the claim; when given, an answer whose lease was lost to another claim is refused.

        Raises:
            Conflict: the message is dead.
            Stale: somebody else has claimed it since.
        """
        plain(result or {}, "result")
        now = self._clock.now()
        with self._db.transaction() as session:
            row, receiver = _held(session, actor, message_id, attempt)
            if row.status == MessageStatus.DONE:
                return row.view()
            moved(session, row, MessageStatus.DONE, actor, now)
            row.result, row.done_at, row.lease_until, row.last_error = dict(result or {}), now, None, ""
            receiver.answers += 1
            receiver.consecutive_failures = 0
            receiver.last_seen_at = now
            return row.view()

    def fail(self, actor: Actor, message_id: str, *, error: str, attempt: int | None = None) -> MessageView:
        """Say that a try failed: the message rests and comes back, or is dead after its fifth. It counts against the agent.

        Raises:
            Conflict: nobody has claimed the message.
            Stale: somebody else has claimed it since (only when `attempt` is given).
        """
        now = self._clock.now()
        error = _reason(error)
        with self._db.transaction() as session:
            row, receiver = _held(session, actor, message_id, attempt)
            last = row.attempts >= MOST_ATTEMPTS
            moved(session, row, MessageStatus.DEAD if last else MessageStatus.PENDING, actor, now, error)
            row.last_error, row.lease_until = error, None
            row.available_at = now if last else now + retry_after(row.attempts)
            count_failure(receiver, error, now)
            return row.view()

    def refuse(self, actor: Actor, message_id: str, *, error: str, attempt: int | None = None) -> MessageView:
        """Say that this request can never be answered as it stands: dead at once, and not the receiver's failure."""
        now = self._clock.now()
        error = _reason(error)
        with self._db.transaction() as session:
            row, receiver = _held(session, actor, message_id, attempt)
            moved(session, row, MessageStatus.DEAD, actor, now, error)
            row.last_error, row.lease_until = error, None
            receiver.last_seen_at = now
            return row.view()

    def requeue(self, actor: Actor, message_id: str) -> MessageView:
        """Bring a dead message back, with all its tries.

        Raises:
            Conflict: it is not dead.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = _get(session, actor, message_id)
            actor.write(row.client_id, "message")
            demand_own(actor, row.receiver_agent_id, row.client_id)
            if row.status != MessageStatus.DEAD:
                raise Conflict(f"The message is {row.status}.", field="status", remedy="Only dead messages are brought back.")
            moved(session, row, MessageStatus.PENDING, actor, now, "brought back")
            row.attempts, row.available_at = 0, now
            return row.view()


def checked(new: NewMessage) -> NewMessage:
    """The message, when every field keeps its rule.

    Raises:
        Invalid: naming the field as the API spells it.
    """
    if new.message_type not in set(MessageType):
        known = ", ".join(MessageType)
        raise Invalid(f"{new.message_type!r} is not a type of message.", field="message_type", remedy=f"Use one of: {known}.")
    if isinstance(new.priority, bool) or not 1 <= new.priority <= 5:
        raise Invalid(f"priority is {new.priority}.", field="priority", remedy="Use 1 (most urgent) to 5 (least).")
    plain(new.payload, "payload")
    return replace(new, message_type=MessageType(new.message_type), payload=dict(new.payload))


def _reached(actor: Actor, client_id: str) -> frozenset[str] | None:
    if not client_id:
        return actor.clients
    actor.reach(client_id, "message")
    return frozenset({client_id})


def _agent(session: Session, actor: Actor, agent_id: str, field: str) -> AgentRow:
    try:
        row = agents.get(session, agent_id)
        actor.reach(row.client_id, "message")
    except NotFound:
        message = f"There is no agent {agent_id!r}."
        raise NotFound(message, field=field, remedy="Register it first.") from None
    return row


def _check_sender(session: Session, actor: Actor, new: NewMessage, receiver: AgentRow) -> None:
    demand_itself(actor, new.sender_agent_id, "sender_agent_id")
    if new.sender_agent_id == SYSTEM_SENDER:
        return
    sender = _agent(session, actor, new.sender_agent_id, "sender_agent_id")
    if sender.client_id != receiver.client_id:
        raise Invalid(
            f"{sender.id} and {receiver.id} work for different clients.", field="receiver_agent_id",
            remedy="Send to an agent of the same client.",
        )


def _get(session: Session, actor: Actor, message_id: str) -> MessageRow:
    row = messages.get(session, message_id)
    if row is None:
        raise NotFound("There is no such message.", field="message", remedy="Check the id.")
    actor.reach(row.client_id, "message")
    return row


def _held(session: Session, actor: Actor, message_id: str, attempt: int | None) -> tuple[MessageRow, AgentRow]:
    row = _get(session, actor, message_id)
    actor.write(row.client_id, "message")
    demand_itself(actor, row.receiver_agent_id)
    if attempt is not None and attempt != row.attempts:
        raise Stale("Somebody else has claimed this message since.", field="attempt", remedy="Drop your answer.")
    return row, agents.get(session, row.receiver_agent_id)


def _reason(error: str) -> str:
    return error.strip()[:LONGEST_ERROR] or "It failed without a reason."
