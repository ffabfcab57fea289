"""Take in uploaded numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Import the files that wait."""
    return summary(agency.uploads.run_queued(), "file imported", "files imported")


TASK = Task("import_uploads", "Import uploads", timedelta(seconds=2), run)
