"""Count clients whose numbers came with a migration or an import, and were never added up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Count them; how many."""
    return summary(agency.tally.count_what_came(), "client counted", "clients counted")


TASK: Task[Agency] = Task("count_anew", "Count anew", timedelta(minutes=5), run)
