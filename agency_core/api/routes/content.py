"""/api/content: what we want to say, from draft to published."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import IdempotencyKey, TheActor, TheAgency
from agency_core.api.schemas.content import ContentQuery, Edit, Proposal, Replacement
from agency_core.api.schemas.words import ThePart
from agency_core.domain.content import ContentView
from agency_core.domain.operations import HistoryView
from agency_core.domain.preview import Preview
from agency_core.domain.publishing import Issue

router = APIRouter(prefix="/content", tags=["Content"])


@router.post("", status_code=201, response_model=ContentView)
def propose(agency: TheAgency, actor: TheActor, body: Proposal, key: IdempotencyKey = "") -> Response:
    """Propose content: it is kept as a draft. A `scheduled_time` is used as soon as it is approved."""
    view = agency.draft.create(actor, new=body.new(), idempotency_key=key)
    return answers.one(ContentView, view, status=201, location=f"/content/{view.id}")


@router.get("", response_model=answers.list_model("content", ContentView))
def list_content(agency: TheAgency, actor: TheActor, query: Annotated[ContentQuery, Query()]) -> Response:
    """Content, newest first."""
    return answers.written("content", agency.draft.written(actor, filter=query.filter(), page=query.page()))


@router.get("/{content_id}", response_model=ContentView)
def get_content(agency: TheAgency, actor: TheActor, content_id: str) -> Response:
    """One piece of content."""
    return answers.one(ContentView, agency.draft.get(actor, content_id))


@router.put("/{content_id}", response_model=ContentView)
def replace(agency: TheAgency, actor: TheActor, content_id: str, body: Replacement) -> Response:
    """Replace the words; an approval is taken back by it."""
    return answers.one(ContentView, agency.draft.update(actor, content_id, changes=body.changes()))


@router.patch("/{content_id}", response_model=ContentView)
def edit(agency: TheAgency, actor: TheActor, content_id: str, body: Edit) -> Response:
    """Change some of the words; an approval is taken back by it."""
    return answers.one(ContentView, agency.draft.update(actor, content_id, changes=body.changes()))


@router.delete("/{content_id}", status_code=204)
def delete(agency: TheAgency, actor: TheActor, content_id: str) -> Response:
    """Delete content that was never sent anywhere."""
    agency.draft.delete(actor, content_id)
    return answers.nothing()


@router.post("/{content_id}/duplicate", status_code=201, response_model=ContentView)
def duplicate(agency: TheAgency, actor: TheActor, content_id: str, key: IdempotencyKey = "") -> Response:
    """A new draft with the same words."""
    view = agency.draft.duplicate(actor, content_id, idempotency_key=key)
    return answers.one(ContentView, view, status=201, location=f"/content/{view.id}")


@router.get("/{content_id}/issues", response_model=answers.list_model("issues", Issue))
def issues(agency: TheAgency, actor: TheActor, content_id: str) -> Response:
    """The rules that the content breaks on its platforms."""
    return answers.every("issues", Issue, agency.draft.check(actor, content_id))


@router.get("/{content_id}/preview", response_model=answers.list_model("previews", Preview))
def preview(agency: TheAgency, actor: TheActor, content_id: str) -> Response:
    """How the content comes out on each platform: its kind there, its length in the platform's unit, what follows it."""
    return answers.every("previews", Preview, agency.draft.preview(actor, content_id))


@router.get("/{content_id}/history", response_model=answers.list_model("history", HistoryView))
def history(agency: TheAgency, actor: TheActor, content_id: str, query: ThePart) -> Response:
    """Every change of state: who, from, to, when, why."""
    return answers.part("history", HistoryView, agency.draft.history(actor, content_id), query.page())
