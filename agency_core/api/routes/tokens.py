"""/api/token: a token for the next minutes. /api/tokens: the long-lived ones of agents, and your own keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from agency_core.api import answers
from agency_core.api.asked import address_of
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.tokens import Overlap, SigningChange, TokenMade, TokenWish
from agency_core.api.schemas.words import OptionalWord, PageQuery
from agency_core.domain.person import TokenView
from agency_core.domain.token import Granted, MadeToken

router = APIRouter(tags=["Tokens"])
_NEVER_KEPT = {"Cache-Control": "no-store"}
Bearer = Annotated[str, Header(alias="Authorization", max_length=4_096, include_in_schema=False)]


class TokensQuery(PageQuery):
    """The tokens of an agent; without `agent_id`, your own keys."""

    agent_id: OptionalWord = ""


@router.post("/token", response_model=Granted)
def exchange(request: Request, agency: TheAgency, body: TokenWish) -> Response:
    """Exchange a password, the token of an agent or a refresh token for an access token, and a refresh token good once."""
    grants, address = agency.door.grants, address_of(request.scope)
    if body.refresh_token:
        granted = grants.refresh(body.refresh_token, address)
    elif body.agent_token:
        granted = grants.by_agent(body.agent_token, address)
    else:
        granted = grants.by_password(body.email, body.password, body.code, address)
    return _shown_once(answers.one(Granted, granted))


@router.delete("/token", status_code=204)
def end(agency: TheAgency, actor: TheActor, authorization: Bearer = "") -> Response:
    """End the access token that is sent, with the refresh token that came beside it."""
    agency.door.grants.end(authorization.partition(" ")[2].strip(), actor)
    return answers.nothing()


@router.get("/tokens", response_model=answers.list_model("tokens", TokenView))
def list_tokens(agency: TheAgency, actor: TheActor, query: Annotated[TokensQuery, Query()]) -> Response:
    """The tokens of an agent, or your own keys: never what they are, but what they may do and when they were used."""
    return answers.part("tokens", TokenView, agency.door.tokens.list(actor, agent_id=query.agent_id), query.page())


@router.post("/tokens", status_code=201, response_model=MadeToken)
def make(agency: TheAgency, actor: TheActor, body: TokenMade) -> Response:
    """Make a token for an agent, or a key of your own. It is in this answer and in no other."""
    made = agency.door.tokens.make(actor, new=body.new())
    return _shown_once(answers.one(MadeToken, made, status=201))


@router.post("/tokens/signing/rotate", status_code=204)
def rotate_signing(agency: TheAgency, actor: TheActor, body: SigningChange | None = None) -> Response:
    """Sign access tokens with a new key."""
    agency.door.signing.rotate(actor, at_once=(body or SigningChange()).at_once)
    return answers.nothing()


@router.post("/tokens/{token_id}/rotate", status_code=201, response_model=MadeToken)
def rotate(agency: TheAgency, actor: TheActor, token_id: str, body: Overlap | None = None) -> Response:
    """Make another in the place of a token, which holds for some hours more when that is asked for."""
    made = agency.door.tokens.rotate(actor, token_id, overlap=(body or Overlap()).span())
    return _shown_once(answers.one(MadeToken, made, status=201))


@router.delete("/tokens/{token_id}", status_code=204)
def revoke(agency: TheAgency, actor: TheActor, token_id: str) -> Response:
    """End a token now."""
    agency.door.tokens.revoke(actor, token_id)
    return answers.nothing()


def _shown_once(answer: Response) -> Response:
    answer.headers.update(_NEVER_KEPT)
    return answer
