"""Hold publishing while the installation is worked on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Turn the switch where a window of maintenance begins or ends."""
    return summary(agency.watchroom.maintenance.keep(agency.calendar.resume), "switch turned", "switches turned")


TASK = Task("keep_maintenance", "Keep maintenance windows", timedelta(seconds=5), run)
