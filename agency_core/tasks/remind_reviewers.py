"""Remind clients of what waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Mail those to whom a review link was mailed and for whom something waits for more than a day, once a day."""
    return summary(agency.door.reminders.run(), "client reminded", "clients reminded")


TASK = Task("remind_reviewers", "Remind clients of reviews", timedelta(minutes=30), run)
