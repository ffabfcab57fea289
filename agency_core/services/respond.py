"""Respond: the built-in personas answer the messages of their agents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentView, NewContent
from agency_core.domain.numbers import HourPoint
from agency_core.services.inbox import Inbox
from agency_core.services.learn import Learn
from agency_core.store.database import Database

GRACE = timedelta(seconds=3)
"""How long a new message is left to a program of the agency's own before the built-in persona answers it."""
REWRITES = 3
HoursOf = Callable[[str], Sequence[HourPoint]]


class Drafts(Protocol):
    """What answering needs of the Draft service."""

    def create(self, actor: Actor, *, new: NewContent, idempotency_key: str = "") -> ContentView:
        """Keep a proposal as a draft."""
        ...


class Reviews(Protocol):
    """What answering needs of the Review service."""

    def submit(self, actor: Actor, content_id: str) -> ContentView:
        """Ask for a decision."""
        ...

    def approve(self, actor: Actor, content_id: str) -> ContentView:
        """Decide for it."""
        ...


class Respond:
    """Answers what waits for agents that have a built-in persona."""

    def __init__(  # noqa: PLR0913 - the parts that answering joins
        self, db: Database, clock: Clock, inbox: Inbox, draft: Drafts, review: Reviews, learn: Learn,
        hours: HoursOf | None = None,
    ) -> None:
        """`hours` tells a client's figures by hour and weekday, where there are any."""

    def answer_waiting(self, *, limit: int = 10) -> int:
        """Answer at most `limit` messages, most urgent first; how many were answered."""
        raise NotImplementedError
