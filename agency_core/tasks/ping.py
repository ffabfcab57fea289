"""Tell a dead-man's switch that the engine lives."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task

if TYPE_CHECKING:
    from agency_core.agency import Agency

EVERY = timedelta(minutes=1)


def run(agency: Agency) -> str:
    """Call the address that AGENCY_PING_URL names, if any."""
    return agency.watchroom.ping.send(agency.operate.status()) or ""


TASK = Task("ping", "Ping the dead-man's switch", EVERY, run)
