"""Plan ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Plan the coming week of every client."""
    return summary(agency.plan.plan_all(), "request sent", "requests sent")


TASK = Task("plan_week", "Plan the week", timedelta(hours=1), run)
