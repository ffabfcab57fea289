"""Tell people what the watch noticed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Hand what is to be told to the threads that send."""
    return summary(agency.watchroom.notify.run_due(), "notification handled", "notifications handled")


TASK = Task("send_notifications", "Send notifications", timedelta(seconds=5), run)
