"""Lay what returns into the calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Lay the copies of the next two weeks."""
    return summary(agency.calendar.recur.lay_ahead(), "repeated post planned", "repeated posts planned")


TASK = Task("recur", "Plan what returns", timedelta(minutes=5), run)
