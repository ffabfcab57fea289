"""Messages between agents: typed, prioritised, leased while being worked on, kept when they keep failing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class MessageType(StrEnum):
    """What a message asks for."""

    CONTENT_REQUEST = "content_request"
    PERFORMANCE_UPDATE = "performance_update"
    SCHEDULE_OPTIMIZATION = "schedule_optimization"


class MessageStatus(StrEnum):
    """Where a message stands. `dead` is the dead letter: five failures, waiting for a person."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"
    DEAD = "dead"


ALLOWED = {
    MessageStatus.PENDING: frozenset({MessageStatus.CLAIMED, MessageStatus.DONE, MessageStatus.DEAD}),
    MessageStatus.CLAIMED: frozenset({MessageStatus.PENDING, MessageStatus.DONE, MessageStatus.DEAD}),
    MessageStatus.DONE: frozenset[MessageStatus](),
    MessageStatus.DEAD: frozenset({MessageStatus.PENDING}),
}
MOST_ATTEMPTS = 5
LEASE = timedelta(seconds=60)


def retry_after(attempts: int) -> timedelta:
    """How long a message rests after its n-th failure: 10 s, 30 s, 90 s, 270 s."""
    return timedelta(seconds=10 * 3 ** max(0, attempts - 1))


@dataclass(frozen=True)
class NewMessage:
    """What a sender says. Priority 1 is the most urgent, 5 the least."""

    sender_agent_id: str
    receiver_agent_id: str
    message_type: MessageType
    payload: Mapping[str, Any]
    priority: int = 3


@dataclass(frozen=True)
class MessageView:
    """A message as its readers see it."""

    id: str
    client_id: str
    sender_agent_id: str
    receiver_agent_id: str
    message_type: str
    payload: Mapping[str, Any]
    priority: int
    status: str
    attempts: int
    created_at: datetime
    available_at: datetime
    lease_until: datetime | None
    done_at: datetime | None
    last_error: str
    result: Mapping[str, Any]
