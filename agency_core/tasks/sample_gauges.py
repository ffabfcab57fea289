"""Write down what nobody can count afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency_core.domain.kpi import STEP
from agency_core.engine.tasks import Task
from agency_core.observe.api_times import API_TIMES

if TYPE_CHECKING:
    from agency_core.agency import Agency


def run(agency: Agency) -> str:
    """Keep the figures of this moment, and how quickly the API of this process answered since the last look."""
    agency.watchroom.gauges.sample(api=API_TIMES.take())
    return ""  # it does so every time: a job for each would say nothing


TASK: Task[Agency] = Task("sample_gauges", "Keep figures", STEP, run)
