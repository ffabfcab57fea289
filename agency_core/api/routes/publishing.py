"""/api/publishing: hold back everything, see what became late, and go on by a plan."""

from __future__ import annotations

from fastapi import APIRouter, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.calendar import GoingOn, Reason
from agency_core.domain.pause import PauseView, ResumePlan

router = APIRouter(prefix="/publishing", tags=["Publishing"])


@router.get("", response_model=PauseView)
def state(agency: TheAgency) -> Response:
    """Whether all publishing is held back, by whom, since when and why."""
    return answers.one(PauseView, agency.calendar.resume.state())


@router.post("/pause", response_model=PauseView)
def pause(agency: TheAgency, actor: TheActor, body: Reason) -> Response:
    """Hold back everything that the installation publishes; what is being sent this moment is not stopped."""
    return answers.one(PauseView, agency.calendar.resume.pause_all(actor, why=body.why))


@router.post("/plan", response_model=ResumePlan)
def plan(agency: TheAgency, actor: TheActor, body: GoingOn) -> Response:
    """What going on would do to what became late; nothing is changed."""
    return answers.one(ResumePlan, agency.calendar.resume.plan(actor, client_id=body.client_id, choice=body.choice()))


@router.post("/resume", response_model=ResumePlan)
def resume(agency: TheAgency, actor: TheActor, body: GoingOn) -> Response:
    """Do what the plan says, and publish again."""
    return answers.one(ResumePlan, agency.calendar.resume.resume(actor, client_id=body.client_id, choice=body.choice()))
