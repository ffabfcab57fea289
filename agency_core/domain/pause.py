"""The words of pausing everything and of going on: what became late meanwhile, and what is to become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of content that became late while publishing was paused."""

    NOW = "now"
    SLOTS = "slots"
    SPREAD = "spread"
    LEAVE = "leave"


FATES = {
    Fate.NOW: "Send now, one after the other",
    Fate.SLOTS: "Move to the next free slots",
    Fate.SPREAD: "Spread evenly over the next hours",
    Fate.LEAVE: "Leave as missed",
}


@dataclass(frozen=True)
class PauseView:
    """Whether all publishing of the installation is held back: by whom, since when and why."""

    is_on: bool
    by: str = ""
    since: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Resumption:
    """How to go on: `gap_minutes` lie between two that are sent now on one account, `hours` is what `spread` fills."""

    fate: Fate = Fate.NOW
    gap_minutes: int = 5
    hours: int = 24


@dataclass(frozen=True)
class Late:
    """Content that became late. `state` is late (it would be sent as it is) or missed; `to` is its new time, None: left."""

    content_id: str
    client_id: str
    title: str
    platforms: tuple[str, ...]
    due_at: datetime
    state: str
    to: datetime | None
    says: str


@dataclass(frozen=True)
class ResumePlan:
    """What going on would do. `client_id` empty: to the whole installation. `waiting` counts deliveries that are not due yet."""

    client_id: str
    pause: PauseView
    choice: Resumption
    items: tuple[Late, ...]
    waiting: int
