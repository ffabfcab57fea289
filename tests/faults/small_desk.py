"""A desk in this process, on a network that is a fake, with an agent; and clocks that can be set while it runs."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agency_core.agency import Agency, make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.agent import NewAgent
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentType, ContentView, NewContent
from agency_core.settings import Settings
from tests.fakes import FakeNetwork, registry_of


class WallClock:
    """The clock of this machine, as somebody may set it."""

    def __init__(self) -> None:
        """Show the right time."""
        self.offset = timedelta(0)

    def now(self) -> datetime:
        """The present moment, as far as it knows."""
        return datetime.now(UTC) + self.offset


def desk_on(folder: Path, empty_database: Path, clock: Clock, network: FakeNetwork) -> Agency:
    """An agency in a new folder, with one agent."""
    shutil.copytree(empty_database, folder)
    made = make_agency(Settings(data=folder), clock=clock, connectors=registry_of(network))
    network.inside_transaction = lambda: made.db.in_transaction
    new = NewAgent("stella_001", "Stella", "strategic_storyteller", ("linkedin",), ("text_post",), "daily")
    made.agents.register(LOCAL_OWNER, new=new)
    return made


def scheduled(desk: Agency, ahead: timedelta, text: str = "What we want to say.") -> ContentView:
    """Approved content that is due `ahead` from now."""
    made = desk.draft.create(
        LOCAL_OWNER,
        new=NewContent(
            ContentType.TEXT_POST, "A title", text, ("linkedin",), "stella_001", scheduled_time=desk.clock.now() + ahead
        ),
    )
    return desk.review.approve(LOCAL_OWNER, made.id)
