"""Ask the networks how many follow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Count the followers of the accounts whose minute of the day has come."""
    return summary(agency.headcount.count_due(), "account counted", "accounts counted")


TASK: Task[Agency] = Task("count_followers", "Count followers", timedelta(minutes=10), run)
