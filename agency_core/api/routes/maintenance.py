"""/api/maintenance: planned times in which the installation is worked on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.watch import MaintenanceQuery, NewMaintenance
from agency_core.domain.watching import MaintenanceView

router = APIRouter(prefix="/maintenance", tags=["System"])


@router.post("", status_code=201, response_model=MaintenanceView)
def plan(agency: TheAgency, actor: TheActor, body: NewMaintenance) -> Response:
    """Plan a window: nobody is told of alerts, and publishing is held if that is wanted."""
    made = agency.watchroom.maintenance.plan(
        actor, starts_at=body.starts_at, ends_at=body.ends_at, why=body.why, holds_publishing=body.holds_publishing,
    )
    return answers.one(MaintenanceView, made, status=201, location=f"/maintenance/{made.id}")


@router.get("", response_model=answers.list_model("maintenance", MaintenanceView))
def list_windows(agency: TheAgency, actor: TheActor, query: Annotated[MaintenanceQuery, Query()]) -> Response:
    """Windows, the last planned first; anybody may know them."""
    found = agency.watchroom.maintenance.list(actor, past=query.past, page=query.page())
    return answers.listing("maintenance", MaintenanceView, found)


@router.get("/{maintenance_id}", response_model=MaintenanceView)
def get_window(agency: TheAgency, actor: TheActor, maintenance_id: str) -> Response:
    """One window."""
    return answers.one(MaintenanceView, agency.watchroom.maintenance.get(actor, maintenance_id))


@router.delete("/{maintenance_id}", response_model=MaintenanceView)
def end(agency: TheAgency, actor: TheActor, maintenance_id: str) -> Response:
    """End it now, or call it off."""
    return answers.one(MaintenanceView, agency.watchroom.maintenance.end(actor, maintenance_id))
