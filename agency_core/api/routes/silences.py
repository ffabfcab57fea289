"""/api/silences: nobody is told of what is known or expected."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.watch import Extended, NewSilence, SilenceQuery
from agency_core.domain.watching import SilenceView

router = APIRouter(prefix="/silences", tags=["Alerts"])


@router.post("", status_code=201, response_model=SilenceView)
def create(agency: TheAgency, actor: TheActor, body: NewSilence) -> Response:
    """Silence what fits, for a time and with a reason."""
    made = agency.watchroom.silences.create(
        actor, client_id=body.client_id, match=body.match.matcher(), starts_at=body.starts_at, ends_at=body.ends_at, why=body.why,
    )
    return answers.one(SilenceView, made, status=201, location=f"/silences/{made.id}")


@router.get("", response_model=answers.list_model("silences", SilenceView))
def list_silences(agency: TheAgency, actor: TheActor, query: Annotated[SilenceQuery, Query()]) -> Response:
    """Silences, newest first."""
    found = agency.watchroom.silences.list(actor, client_id=query.client_id, past=query.past, page=query.page())
    return answers.listing("silences", SilenceView, found)


@router.get("/{silence_id}", response_model=SilenceView)
def get_silence(agency: TheAgency, actor: TheActor, silence_id: str) -> Response:
    """One silence."""
    return answers.one(SilenceView, agency.watchroom.silences.get(actor, silence_id))


@router.put("/{silence_id}/end", response_model=SilenceView)
def extend(agency: TheAgency, actor: TheActor, silence_id: str, body: Extended) -> Response:
    """Let it end at another time."""
    return answers.one(SilenceView, agency.watchroom.silences.extend(actor, silence_id, ends_at=body.ends_at))


@router.delete("/{silence_id}", response_model=SilenceView)
def end(agency: TheAgency, actor: TheActor, silence_id: str) -> Response:
    """End it now: what still fires is told at the next look."""
    return answers.one(SilenceView, agency.watchroom.silences.end(actor, silence_id))
