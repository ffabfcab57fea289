"""On a PostgreSQL server, snapshots lie in one partition a month: make the coming ones in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Make the months that are missing; how many."""
    return summary(agency.tally.make_months(), "month made", "months made")


TASK: Task[Agency] = Task("make_months", "Make room for coming months", timedelta(days=1), run)
