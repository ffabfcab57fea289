"""Slots: the weekly times of accounts, and the next one that is free for content."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.calendar import NewSlot
from agency_core.api.schemas.words import ClientQuery, ThePart
from agency_core.domain.content import ContentView
from agency_core.domain.slot import FreeSlot, SlotView, SuggestedSlot

router = APIRouter(tags=["Slots"])


@router.get("/slots", response_model=answers.list_model("slots", SlotView))
def list_slots(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """Every slot of a client, by weekday and time."""
    place = query.client_id or agency.clients.own(actor).id
    return answers.part("slots", SlotView, agency.calendar.slots.list(actor, client_id=place), query.page())


@router.delete("/slots/{slot_id}", status_code=204)
def remove(agency: TheAgency, actor: TheActor, slot_id: str) -> Response:
    """Take a slot away; what is planned for it keeps its time."""
    agency.calendar.slots.remove(actor, slot_id)
    return answers.nothing()


@router.get("/accounts/{account_id}/slots", response_model=answers.list_model("slots", SlotView))
def slots(agency: TheAgency, actor: TheActor, account_id: str, query: ThePart) -> Response:
    """The slots of an account, by weekday and time."""
    return answers.part("slots", SlotView, agency.calendar.slots.of_account(actor, account_id), query.page())


@router.post("/accounts/{account_id}/slots", status_code=201, response_model=SlotView)
def add_slot(agency: TheAgency, actor: TheActor, account_id: str, body: NewSlot) -> Response:
    """Let an account like to publish at a weekly time."""
    made = agency.calendar.slots.add(actor, account_id, weekday=body.weekday, at=body.at)
    return answers.one(SlotView, made, status=201, location=f"/accounts/{account_id}/slots")


@router.get("/accounts/{account_id}/slots/suggested", response_model=answers.list_model("slots", SuggestedSlot))
def suggested_slots(agency: TheAgency, actor: TheActor, account_id: str) -> Response:
    """Hours that did better than others lately, best first; none while there are too few posts."""
    return answers.every("slots", SuggestedSlot, agency.calendar.slots.suggest(actor, account_id))


@router.get("/content/{content_id}/next-slot", response_model=FreeSlot)
def next_slot(agency: TheAgency, actor: TheActor, content_id: str) -> Response:
    """The first slot of its accounts at which nothing else is planned on them."""
    return answers.one(FreeSlot, agency.calendar.slots.next_free(actor, content_id))


@router.post("/content/{content_id}/next-slot", response_model=ContentView)
def take_next_slot(agency: TheAgency, actor: TheActor, content_id: str) -> Response:
    """Give content the next free slot."""
    return answers.one(ContentView, agency.calendar.slots.take_next(actor, content_id))
