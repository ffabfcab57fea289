"""/api/analytics/recipes: how tables of other tools are read, remembered by their columns."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.uploads import OfClient, RecipeEdit
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.upload import RecipeView

router = APIRouter(prefix="/analytics/recipes", tags=["Uploads"])
Whose = Annotated[OfClient, Query()]


@router.get("", response_model=answers.list_model("recipes", RecipeView))
def list_recipes(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """The remembered mappings of a client, by name."""
    place = query.client_id or agency.clients.own(actor).id
    return answers.part("recipes", RecipeView, agency.uploads.recipes.list(actor, client_id=place), query.page())


@router.patch("/{fingerprint}", response_model=RecipeView)
def edit_recipe(agency: TheAgency, actor: TheActor, fingerprint: str, query: Whose, body: RecipeEdit) -> Response:
    """Rename a mapping, or change how it reads. What was imported stays as it is."""
    place = query.client_id or agency.clients.own(actor).id
    view = agency.uploads.recipes.update(
        actor, fingerprint, client_id=place, name=body.name, platform=body.platform, mapping=body.mapping
    )
    return answers.one(RecipeView, view)


@router.delete("/{fingerprint}", status_code=204)
def forget_recipe(agency: TheAgency, actor: TheActor, fingerprint: str, query: Whose) -> Response:
    """Forget a mapping."""
    agency.uploads.recipes.delete(actor, fingerprint, client_id=query.client_id or agency.clients.own(actor).id)
    return answers.nothing()
