"""/api/rehearsals: the calendar of the coming week, played in advance on simulators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.rehearsals import NewRehearsal
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.rehearsal import RehearsalView

router = APIRouter(prefix="/rehearsals", tags=["Rehearsals"])


@router.post("", status_code=202, response_model=RehearsalView)
def start(agency: TheAgency, actor: TheActor, body: NewRehearsal) -> Response:
    """Rehearse the next seven days of a client. Nothing real is called or changed."""
    place = body.client_id or agency.clients.own(actor).id
    view = agency.rehearse.start(actor, client_id=place, weather=body.weather)
    return answers.one(RehearsalView, view, status=202, location=f"/rehearsals/{view.id}")


@router.get("", response_model=answers.list_model("rehearsals", RehearsalView))
def list_rehearsals(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """Rehearsals, newest first."""
    found = agency.rehearse.list(actor, client_id=query.client_id, page=query.page())
    return answers.listing("rehearsals", RehearsalView, found)


@router.get("/{rehearsal_id}", response_model=RehearsalView)
def get_rehearsal(agency: TheAgency, actor: TheActor, rehearsal_id: str) -> Response:
    """One rehearsal: how far it is, and its report once it is done."""
    return answers.one(RehearsalView, agency.rehearse.get(actor, rehearsal_id))


@router.post("/{rehearsal_id}/cancel", response_model=RehearsalView)
def cancel(agency: TheAgency, actor: TheActor, rehearsal_id: str) -> Response:
    """Stop it."""
    return answers.one(RehearsalView, agency.rehearse.cancel(actor, rehearsal_id))
