"""Back up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Make the backup that was asked for, or that the plan wants."""
    return summary(agency.keeping.backups.run_planned(), "backup made and verified", "backups made and verified")


TASK = Task("backup", "Back up", timedelta(seconds=10), run)
