"""Once a day: whether sums still say what the counts say, and counting anew where they do not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Look at every client's numbers; how many had to be counted anew."""
    return summary(agency.tally.mend(), "client had drifted and was counted anew", "clients had drifted and were counted anew")


TASK: Task[Agency] = Task("check_numbers", "Check numbers", timedelta(days=1), run)
