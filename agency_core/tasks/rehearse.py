"""Play coming weeks in advance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Rehearse what waits, each in a process of its own."""
    return summary(agency.rehearse.run_queued(), "rehearsal ended", "rehearsals ended")


TASK = Task("rehearse", "Rehearse calendars", timedelta(seconds=2), run)
