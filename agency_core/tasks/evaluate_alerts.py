"""Look whether something is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task, summary

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Evaluate the rules once."""
    return summary(agency.watch.evaluate(), "alert changed", "alerts changed")


TASK = Task("evaluate_alerts", "Evaluate alert rules", timedelta(seconds=10), run, is_sparing=True)
