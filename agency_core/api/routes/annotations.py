"""/api/annotations: what happened on which days, noted by people or known to the house."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.views import NewNote, NoteEdit, NotesQuery
from agency_core.domain.annotation import AnnotationView, Note

router = APIRouter(prefix="/annotations", tags=["Annotations"])


@router.post("", status_code=201, response_model=AnnotationView)
def add(agency: TheAgency, actor: TheActor, body: NewNote) -> Response:
    """Note something on a day, or from a day up to and with another."""
    place = body.client_id or agency.clients.own(actor).id
    made = agency.annotations.add(actor, client_id=place, first=body.first, last=body.last, label=body.label)
    return answers.one(AnnotationView, made, status=201, location=f"/annotations/{made.id}")


@router.get("", response_model=answers.list_model("annotations", Note))
def list_notes(agency: TheAgency, actor: TheActor, query: Annotated[NotesQuery, Query()]) -> Response:
    """What happened in a period, the most important first, at most 50: notes of people (with their `id`), pauses of publishing,
    critical and warning alerts, campaigns, accounts that were reconnected, imports of figures.
    """
    place = query.client_id or agency.clients.own(actor).id
    found = agency.annotations.between(actor, client_id=place, first=query.first, last=query.last)
    return answers.every("annotations", Note, found)


@router.get("/{annotation_id}", response_model=AnnotationView)
def get_annotation(agency: TheAgency, actor: TheActor, annotation_id: str) -> Response:
    """One note of a person."""
    return answers.one(AnnotationView, agency.annotations.get(actor, annotation_id))


@router.patch("/{annotation_id}", response_model=AnnotationView)
def edit(agency: TheAgency, actor: TheActor, annotation_id: str, body: NoteEdit) -> Response:
    """Change the days or the label of a note."""
    changed = agency.annotations.change(actor, annotation_id, first=body.first, last=body.last, label=body.label)
    return answers.one(AnnotationView, changed)


@router.delete("/{annotation_id}", status_code=204)
def delete(agency: TheAgency, actor: TheActor, annotation_id: str) -> Response:
    """Take a note away."""
    agency.annotations.delete(actor, annotation_id)
    return answers.nothing()
