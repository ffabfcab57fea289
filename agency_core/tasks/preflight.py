"""Look ahead at what is due soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Look at deliveries a day and an hour before their time."""
    return summary(agency.preflight.run(), "delivery looked at", "deliveries looked at")


TASK = Task("preflight", "Look ahead", timedelta(minutes=1), run)
