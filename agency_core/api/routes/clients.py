"""/api/clients: the brands the agency works for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import IdempotencyKey, TheActor, TheAgency
from agency_core.api.schemas.clients import ClientEdit, ClientStarted, Publishing
from agency_core.api.schemas.words import Moment, PageQuery, ThePart
from agency_core.domain.account import Reach
from agency_core.domain.client import ClientView
from agency_core.domain.content import ContentView
from agency_core.domain.plan import PlanView

router = APIRouter(prefix="/clients", tags=["Clients"])


class CalendarQuery(PageQuery):
    """From `start` up to, but not with, `end`."""

    start: Moment
    end: Moment


@router.post("", status_code=201, response_model=ClientView)
def start(agency: TheAgency, actor: TheActor, body: ClientStarted, key: IdempotencyKey = "") -> Response:
    """Start a client."""
    view = agency.clients.create(actor, new=body.new(), idempotency_key=key)
    return answers.one(ClientView, view, status=201, location=f"/clients/{view.id}")


@router.get("", response_model=answers.list_model("clients", ClientView))
def list_clients(agency: TheAgency, actor: TheActor, query: ThePart) -> Response:
    """All clients."""
    return answers.part("clients", ClientView, agency.clients.list(actor), query.page())


@router.get("/{client_id}", response_model=ClientView)
def get_client(agency: TheAgency, actor: TheActor, client_id: str) -> Response:
    """One client."""
    return answers.one(ClientView, agency.clients.get(actor, client_id))


@router.patch("/{client_id}", response_model=ClientView)
def edit(agency: TheAgency, actor: TheActor, client_id: str, body: ClientEdit) -> Response:
    """Change some of what a client is."""
    return answers.one(ClientView, agency.clients.update(actor, client_id, changes=body.changes()))


@router.put("/{client_id}/publishing", response_model=ClientView)
def publishing(agency: TheAgency, actor: TheActor, client_id: str, body: Publishing) -> Response:
    """Stop all publishing of a client, or let it go on."""
    return answers.one(ClientView, agency.schedule.pause(actor, client_id, paused=body.paused))


@router.get("/{client_id}/reach", response_model=answers.list_model("reach", Reach))
def reach(agency: TheAgency, actor: TheActor, client_id: str) -> Response:
    """On which platforms the client can publish today, and why not on the others."""
    agency.clients.get(actor, client_id)
    return answers.every("reach", Reach, agency.accounts.reach(actor, client_id=client_id))


@router.get("/{client_id}/calendar", response_model=answers.list_model("content", ContentView))
def calendar(
    agency: TheAgency, actor: TheActor, client_id: str, query: Annotated[CalendarQuery, Query()]
) -> Response:
    """What is scheduled in a span of time."""
    agency.clients.get(actor, client_id)
    found = agency.schedule.calendar(actor, client_id=client_id, start=query.start, end=query.end)
    return answers.part("content", ContentView, found, query.page())


@router.post("/{client_id}/plan", response_model=PlanView)
def plan(agency: TheAgency, actor: TheActor, client_id: str) -> Response:
    """Plan the coming week now: the designer asks agents for what is missing."""
    return answers.one(PlanView, agency.plan.plan_week(actor, client_id))
