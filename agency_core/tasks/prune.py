"""Forget what is too old to be of use."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


PORTION = 1000
"""So many files from before there was sealing are sealed a day."""


def run(agency: Agency) -> str:
    """Delete old jobs, request keys, workers and figures, files never imported, copies of media not sent; seal plain files."""
    gone = agency.operate.prune() + agency.uploads.prune() + agency.library.prune()
    gone += agency.watchroom.gauges.prune() + agency.door.tokens.prune() + agency.door.signing.prune()
    gone += agency.door.sessions.prune() + agency.door.links.prune() + agency.door.tries.prune()
    agency.uploads.files.settle(agency.settings.data, PORTION)
    return summary(gone, "old record deleted", "old records deleted")


TASK = Task("prune", "Delete old records", timedelta(days=1), run)
