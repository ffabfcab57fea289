"""The week's plan: which agent should propose what, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PlannedRequest:
    """One content request that the plan sends to an agent; `message_id` is empty while it is only proposed."""

    agent_id: str
    platform: str
    content_type: str
    topic: str
    at: datetime
    message_id: str = ""


@dataclass(frozen=True)
class PlanView:
    """What planning a client's week came to: requests sent, and slots already filled."""

    client_id: str
    requests: tuple[PlannedRequest, ...]
    already_filled: int
    note: str
