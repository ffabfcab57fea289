"""Publish what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Hand what is due to the threads that send."""
    return summary(agency.publish.run_due(), "delivery handled", "deliveries handled")


TASK = Task("deliver", "Publish what is due", timedelta(seconds=1), run)
