"""The moves of a message, each with its history, inside a transaction that the caller has opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.agent import AgentStatus
from agency_core.domain.message import ALLOWED, MOST_ATTEMPTS, MessageStatus, NewMessage
from agency_core.domain.operations import Change
from agency_core.domain.states import move
from agency_core.models import AgentRow, MessageRow
from agency_core.observe import meters
from agency_core.store.queries import agent as agents
from agency_core.store.queries import history
from agency_core.store.queries import message as messages


def post(session: Session, new: NewMessage, receiver: AgentRow, actor: Actor, now: datetime) -> MessageRow:
    """Write a checked message to its receiver, inside the caller's transaction."""
    row = messages.add(session, new, receiver.client_id, now)
    awake = receiver.status == AgentStatus.ACTIVE
    why = f"{new.message_type} for {receiver.id}" + ("" if awake else f", who is {receiver.status}: it waits")
    _note(session, row, "", actor, now, why)
    return row


def claimed(session: Session, row: MessageRow, actor: Actor, now: datetime, lease: timedelta) -> bool:
    """Take a message for `lease`; False when it may not be taken now, or when its tries are used up: then it is dead."""
    before = row.status
    if not _claimable(row, now):
        return False
    if row.attempts >= MOST_ATTEMPTS:
        error = "Its worker vanished in the last try."
        moved(session, row, MessageStatus.DEAD, actor, now, error)
        row.last_error, row.lease_until = error, None
        count_failure(agents.get(session, row.receiver_agent_id), error, now)
        session.flush()
        return False
    if not messages.take(session, row, now, now + lease):
        return False
    if before == MessageStatus.CLAIMED:
        count_failure(agents.get(session, row.receiver_agent_id), "Its lease ran out before it answered.", now)
    _note(session, row, before, actor, now, f"try {row.attempts}")
    return True


def moved(
    session: Session, row: MessageRow, to: MessageStatus, actor: Actor, now: datetime, why: str = ""
) -> None:
    """Move a message along its table, with the history of it.

    Raises:
        Conflict: the table does not allow it.
    """
    before = row.status
    row.status = move(ALLOWED, MessageStatus(before), to, "The message").value
    if to in {MessageStatus.DONE, MessageStatus.DEAD}:
        meters.MESSAGE.labels(to.value).observe(max(0.0, (now - row.available_at).total_seconds()))
    _note(session, row, before, actor, now, why)


def count_failure(agent: AgentRow, error: str, now: datetime) -> None:
    """Remember that an agent failed once more."""
    agent.failures += 1
    agent.consecutive_failures += 1
    agent.last_error = error
    agent.last_failure_at = now


def _claimable(row: MessageRow, now: datetime) -> bool:
    if row.status == MessageStatus.PENDING:
        return row.available_at <= now
    return row.status == MessageStatus.CLAIMED and row.lease_until is not None and row.lease_until <= now


def _note(session: Session, row: MessageRow, before: str, actor: Actor, now: datetime, why: str) -> None:
    history.note(session, Change(row.client_id, "message", row.id, before, row.status, actor.label, now, why))
