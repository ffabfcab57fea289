"""/api/backups and /api/retention: copies of everything, and how long what is old is kept. For the owner."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.backups import PlanGiven, RetentionGiven
from agency_core.api.schemas.words import ThePart
from agency_core.domain.backup import BackupPlan
from agency_core.domain.operations import TaskView
from agency_core.domain.retention import Preview, RetentionPlan
from agency_core.domain.watching import BackupView

router = APIRouter()
_TAGS: Any = ["System"]
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}}}


@router.post("/backups", tags=_TAGS, status_code=202, response_model=BackupView)
def make(agency: TheAgency, actor: TheActor) -> Response:
    """Ask for a backup. It waits for the engine; one that waits already is given back."""
    return answers.one(BackupView, agency.keeping.backups.request(actor), status=202)


@router.get("/backups", tags=_TAGS, response_model=answers.list_model("backups", BackupView))
def list_backups(agency: TheAgency, actor: TheActor, part: ThePart) -> Response:
    """Backups, newest first: where each is, whether it was verified, and how the last restore drill with it went."""
    return answers.listing("backups", BackupView, agency.keeping.backups.list(actor, page=part.page()))


@router.post("/backups/drill", tags=_TAGS, status_code=202, response_model=TaskView)
def drill(agency: TheAgency, actor: TheActor) -> Response:
    """Let the engine restore the newest backup on the side, as soon as it can. The result stands with the backup."""
    return answers.one(TaskView, agency.operate.run_now(actor, "restore_drill"), status=202)


@router.get("/backups/plan", tags=_TAGS, response_model=BackupPlan)
def get_plan(agency: TheAgency, actor: TheActor) -> Response:
    """How often a backup is made by itself, where to, and how many are kept."""
    return answers.one(BackupPlan, agency.keeping.backups.plan(actor))


@router.put("/backups/plan", tags=_TAGS, response_model=BackupPlan)
def save_plan(agency: TheAgency, actor: TheActor, body: PlanGiven) -> Response:
    """Replace the plan."""
    return answers.one(BackupPlan, agency.keeping.backups.save_plan(actor, plan=body.plan()))


@router.get("/backups/{backup_id}/file", tags=_TAGS, response_class=FileResponse, responses=_FILE)
def file(agency: TheAgency, actor: TheActor, backup_id: str) -> FileResponse:
    """The file of a backup that lies on this machine."""
    place = agency.keeping.backups.file(actor, backup_id)
    return FileResponse(place, media_type="application/zip", filename=place.name, headers={"Cache-Control": "private, no-store"})


@router.delete("/backups/{backup_id}", tags=_TAGS, status_code=204)
def delete(agency: TheAgency, actor: TheActor, backup_id: str) -> Response:
    """Delete a backup with its file. The only verified one stays."""
    agency.keeping.backups.delete(actor, backup_id)
    return answers.nothing()


@router.get("/retention", tags=_TAGS, response_model=RetentionPlan)
def get_retention(agency: TheAgency, actor: TheActor) -> Response:
    """After how many days what of each kind goes; 0: never."""
    return answers.one(RetentionPlan, agency.keeping.retention.plan(actor))


@router.put("/retention", tags=_TAGS, response_model=RetentionPlan)
def save_retention(agency: TheAgency, actor: TheActor, body: RetentionGiven) -> Response:
    """Replace it. What is too old by it goes with the next run of the task `prune`."""
    return answers.one(RetentionPlan, agency.keeping.retention.save(actor, plan=body.plan()))


@router.post("/retention/preview", tags=_TAGS, response_model=answers.list_model("kinds", Preview))
def preview(agency: TheAgency, actor: TheActor, body: RetentionGiven) -> Response:
    """How many of each kind would go by a plan; nothing is changed."""
    return answers.every("kinds", Preview, agency.keeping.retention.preview(actor, plan=body.plan()))
