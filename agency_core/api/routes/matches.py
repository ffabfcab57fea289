"""/api/analytics/matches: posts of exports that are probably ours."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.upload import MatchView

router = APIRouter(prefix="/analytics/matches", tags=["Uploads"])


@router.get("", response_model=answers.list_model("matches", MatchView))
def list_matches(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """Imported posts, each with the one of ours that it may be: published at nearly the same time, or with the same words."""
    place = query.client_id or agency.clients.own(actor).id
    return answers.part("matches", MatchView, agency.uploads.matching.list(actor, client_id=place), query.page())


@router.post("/{match_id}/accept", response_model=MatchView)
def accept_match(agency: TheAgency, actor: TheActor, match_id: str) -> Response:
    """They are the same: its counts become those of our post, now and in imports to come."""
    return answers.one(MatchView, agency.uploads.matching.accept(actor, match_id))


@router.post("/{match_id}/dismiss", response_model=MatchView)
def dismiss_match(agency: TheAgency, actor: TheActor, match_id: str) -> Response:
    """They are not the same; it is not asked again."""
    return answers.one(MatchView, agency.uploads.matching.dismiss(actor, match_id))
