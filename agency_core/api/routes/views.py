"""/api/views: views of a page that got a name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.views import NewName, NewView, ViewsQuery
from agency_core.domain.saved_view import SavedView

router = APIRouter(prefix="/views", tags=["Views"])


@router.post("", status_code=201, response_model=SavedView)
def save(agency: TheAgency, actor: TheActor, body: NewView) -> Response:
    """Name a view of a page."""
    place = body.client_id or agency.clients.own(actor).id
    made = agency.views.save(actor, client_id=place, name=body.name, query=body.query, page=body.page)
    return answers.one(SavedView, made, status=201, location=f"/views/{made.id}")


@router.get("", response_model=answers.list_model("views", SavedView))
def list_views(agency: TheAgency, actor: TheActor, query: Annotated[ViewsQuery, Query()]) -> Response:
    """The saved views of a page, by name."""
    place = query.client_id or agency.clients.own(actor).id
    found = agency.views.list(actor, client_id=place, page=query.of)
    return answers.part("views", SavedView, found, query.page())


@router.get("/{view_id}", response_model=SavedView)
def get_view(agency: TheAgency, actor: TheActor, view_id: str) -> Response:
    """One saved view."""
    return answers.one(SavedView, agency.views.get(actor, view_id))


@router.patch("/{view_id}", response_model=SavedView)
def rename(agency: TheAgency, actor: TheActor, view_id: str, body: NewName) -> Response:
    """Give a saved view another name."""
    return answers.one(SavedView, agency.views.rename(actor, view_id, name=body.name))


@router.delete("/{view_id}", status_code=204)
def delete(agency: TheAgency, actor: TheActor, view_id: str) -> Response:
    """Forget a saved view."""
    agency.views.delete(actor, view_id)
    return answers.nothing()
