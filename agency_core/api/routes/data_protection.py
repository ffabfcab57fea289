"""What clients and persons ask for by right, and what is agreed with a client: brand, steps of approval, retention."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse
from pydantic import Field
from starlette.background import BackgroundTask

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.words import JsonObject, Line, OptionalLine, Words
from agency_core.domain.report_plan import Brand
from agency_core.domain.terms import ClientTerms, Step

router = APIRouter(tags=["Data protection"])
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}}}


class BrandWords(Words):
    """In whose name a client is served; what is left out is as usual."""

    name: OptionalLine = ""
    colour: Line = "#1f4e79"
    logo: OptionalLine = ""
    footer: OptionalLine = ""
    domain: OptionalLine = ""
    sender: OptionalLine = ""


class TermsWords(Words):
    """Who approves in which order, and days by kind of what goes sooner than the agency's plan says."""

    steps: Annotated[tuple[Step, ...], Field(max_length=2)] = (Step.INTERNAL,)
    retention: dict[Line, Annotated[int, Field(strict=True, ge=0, le=100_000)]] = Field(default_factory=dict)


class Typed(Words):
    """The name of the client or the address of the person, so that nobody is deleted by mistake."""

    typed: Line


class Erased(Words):
    """How many values elsewhere named the person."""

    replaced: int


class PersonData(Words):
    """Everything that is kept of a person, by table."""

    data: JsonObject


@router.get("/clients/{client_id}/brand", response_model=Brand)
def brand(agency: TheAgency, actor: TheActor, client_id: str) -> Response:
    """In whose name reports, mails and the client's pages come."""
    return answers.one(Brand, agency.keeping.terms.brand(actor, client_id))


@router.put("/clients/{client_id}/brand", response_model=Brand)
def save_brand(agency: TheAgency, actor: TheActor, client_id: str, body: BrandWords) -> Response:
    """Replace it."""
    return answers.one(Brand, agency.keeping.terms.save_brand(actor, client_id, brand=Brand(**body.model_dump())))


@router.get("/clients/{client_id}/terms", response_model=ClientTerms)
def terms(agency: TheAgency, actor: TheActor, client_id: str) -> Response:
    """Who approves, and what is kept for a shorter time."""
    return answers.one(ClientTerms, agency.keeping.terms.get(actor, client_id))


@router.put("/clients/{client_id}/terms", response_model=ClientTerms)
def save_terms(agency: TheAgency, actor: TheActor, client_id: str, body: TermsWords) -> Response:
    """Replace them."""
    return answers.one(ClientTerms, agency.keeping.terms.save(actor, client_id, terms=ClientTerms(body.steps, body.retention)))


@router.post("/clients/{client_id}/export", response_class=FileResponse, responses=_FILE)
def export(agency: TheAgency, actor: TheActor, client_id: str) -> FileResponse:
    """Everything of a client as one file, without credentials; nothing of it is kept here."""
    file = agency.archive.export(actor, client_id)
    return FileResponse(
        file, media_type="application/zip", filename=file.name, headers={"Cache-Control": "no-store"},
        background=BackgroundTask(file.unlink, missing_ok=True),
    )


@router.post("/clients/{client_id}/erase", status_code=204)
def erase_client(agency: TheAgency, actor: TheActor, client_id: str, body: Typed) -> Response:
    """Delete a client and everything of it for good."""
    agency.keeping.farewell.erase_client(actor, client_id, typed=body.typed)
    return answers.nothing()


@router.get("/people/{person_id}/data", response_model=PersonData)
def person_data(agency: TheAgency, actor: TheActor, person_id: str) -> Response:
    """Everything that is kept of a person."""
    return answers.one(PersonData, PersonData(data=dict(agency.keeping.farewell.person(actor, person_id))))


@router.post("/people/{person_id}/erase", response_model=Erased)
def erase_person(agency: TheAgency, actor: TheActor, person_id: str, body: Typed) -> Response:
    """Forget a person for good; an id stands where the name stood."""
    return answers.one(Erased, Erased(replaced=agency.keeping.farewell.erase_person(actor, person_id, typed=body.typed)))
