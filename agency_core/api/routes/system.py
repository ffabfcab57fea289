"""/api/system and /api/tasks: how the agency itself is doing."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.operations import JobQuery, LogQuery
from agency_core.api.schemas.words import ClientQuery, ThePart
from agency_core.domain.log import LogLine
from agency_core.domain.operations import (
    Alive,
    CheckView,
    Health,
    HistoryView,
    JobView,
    SystemStatus,
    TaskView,
    WorkerView,
)

router = APIRouter()
AT_ONCE = 16


@cache
def _asking() -> CapacityLimiter:
    """How many may ask for the status at the same time."""
    return CapacityLimiter(AT_ONCE)


@router.get("/system/status", tags=["System"], response_model=SystemStatus, responses={503: {"model": SystemStatus}})
async def status(agency: TheAgency) -> Response:
    """Health in one word, the reasons where it is not healthy, and counts by state; 503 when it is `down`.

    It has threads of its own: those of the other calls may all wait for a database that says nothing.
    """
    view = await run_sync(agency.operate.status, limiter=_asking())
    return answers.one(SystemStatus, view, status=503 if view.system_status == Health.DOWN else 200)


@router.get("/system/health", tags=["System"], response_model=Alive)
async def health(agency: TheAgency) -> Response:
    """Health in one word, for whoever watches from outside and is nobody here; 503 when it is `down`."""
    view = await run_sync(agency.operate.status, limiter=_asking())
    alive = Alive(view.system_status, view.timestamp, view.scheduler_beat_at)
    return answers.one(Alive, alive, status=503 if view.system_status == Health.DOWN else 200)


@router.get("/system/workers", tags=["System"], response_model=answers.list_model("workers", WorkerView))
def workers(agency: TheAgency, actor: TheActor, query: ThePart) -> Response:
    """The processes that run the engine, or stand by to."""
    return answers.part("workers", WorkerView, agency.operate.workers(actor), query.page())


@router.get("/system/checks", tags=["System"], response_model=answers.list_model("checks", CheckView))
def checks(agency: TheAgency) -> Response:
    """What `doctor` finds."""
    return answers.every("checks", CheckView, agency.operate.doctor())


@router.get("/system/logs", tags=["System"], response_model=answers.list_model("lines", LogLine))
def logs(agency: TheAgency, actor: TheActor, query: Annotated[LogQuery, Query()]) -> Response:
    """The newest lines of the log of all processes; of the last 4 MB, however rare what is looked for."""
    return answers.every("lines", LogLine, agency.operate.logbook.lines(actor, query.filter()))


@router.get("/system/activity", tags=["System"], response_model=answers.list_model("activity", HistoryView))
def activity(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """What happened, newest first."""
    found = agency.operate.activity(actor, client_id=query.client_id, page=query.page())
    return answers.listing("activity", HistoryView, found)


@router.get("/tasks", tags=["Tasks"], response_model=answers.list_model("tasks", TaskView))
def tasks(agency: TheAgency, actor: TheActor, query: ThePart) -> Response:
    """Each task with its next run, last run, duration and failures."""
    return answers.part("tasks", TaskView, agency.operate.tasks(actor), query.page())


@router.get("/tasks/jobs", tags=["Tasks"], response_model=answers.list_model("jobs", JobView))
def jobs(agency: TheAgency, actor: TheActor, query: Annotated[JobQuery, Query()]) -> Response:
    """Runs that did something, failed or were asked for, newest first."""
    return answers.listing("jobs", JobView, agency.operate.jobs(actor, task=query.task, page=query.page()))


@router.post("/tasks/{name}/pause", tags=["Tasks"], response_model=TaskView)
def pause(agency: TheAgency, actor: TheActor, name: str) -> Response:
    """Let a task rest."""
    return answers.one(TaskView, agency.operate.pause(actor, name))


@router.post("/tasks/{name}/resume", tags=["Tasks"], response_model=TaskView)
def resume(agency: TheAgency, actor: TheActor, name: str) -> Response:
    """Let a task run again."""
    return answers.one(TaskView, agency.operate.resume(actor, name))


@router.post("/tasks/{name}/run", tags=["Tasks"], status_code=202, response_model=TaskView)
def run(agency: TheAgency, actor: TheActor, name: str) -> Response:
    """Run a task as soon as the engine can."""
    return answers.one(TaskView, agency.operate.run_now(actor, name), status=202)
