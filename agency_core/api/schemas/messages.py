"""What requests say of messages."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agency_core.api.schemas.words import ClientQuery, JsonObject, Note, OptionalWord, PageQuery, Word, Words
from agency_core.domain.message import MessageStatus, MessageType, NewMessage


class MessageSent(Words):
    """A message from one agent to another. Priority 1 is the most urgent, 5 the least."""

    sender_agent_id: Word
    receiver_agent_id: Word
    message_type: MessageType
    payload: JsonObject
    priority: Annotated[int, Field(strict=True, ge=1, le=5)] = 3

    def new(self) -> NewMessage:
        """The message in the agency's words."""
        return NewMessage(
            self.sender_agent_id, self.receiver_agent_id, self.message_type, self.payload, self.priority,
        )


class InboxQuery(PageQuery):
    """Which messages of one agent."""

    status: MessageStatus | None = None


class MessagesQuery(ClientQuery):
    """Which messages of all agents."""

    agent_id: OptionalWord = ""
    status: MessageStatus | None = None


class Claim(Words):
    """How long the receiver wants to keep a message to itself, in seconds."""

    lease_seconds: Annotated[int, Field(strict=True, ge=1, le=3_600)] = 60


Attempt = Annotated[int, Field(strict=True, ge=1, le=2**31)]


class Ack(Words):
    """What came of a message. `attempt`: the `attempts` of your claim; when somebody has claimed it since, it is refused."""

    result: JsonObject | None = None
    attempt: Attempt | None = None


class Fail(Words):
    """Why a message could not be answered. `attempt` as in an acknowledgement."""

    error: Note
    attempt: Attempt | None = None
