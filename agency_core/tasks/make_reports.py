"""Make reports."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Make the reports that are due or asked for, and mail them."""
    return summary(agency.reports.run_queued(), "report made", "reports made")


TASK = Task("make_reports", "Make reports", timedelta(seconds=2), run)
