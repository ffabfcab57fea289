"""Ask the networks how posts do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Collect the figures that are due."""
    return summary(agency.measure.collect_due(), "post measured", "posts measured")


TASK = Task("collect_metrics", "Collect metrics", timedelta(minutes=1), run)
