"""Drill a restoration."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.domain.actor import SYSTEM
from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Restore the newest backup on the side."""
    rows = agency.keeping.backups.drill(SYSTEM)
    return summary(rows, "row found in the newest backup", "rows found in the newest backup")


TASK = Task("restore_drill", "Drill a restoration", timedelta(days=7), run)
