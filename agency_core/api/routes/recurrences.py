"""What returns: content that is published again and again by a rule."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.calendar import Ended, Paused, Rule, Skipped
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.recurrence import RecurrenceView

router = APIRouter(tags=["Recurrences"])


@router.post("/content/{content_id}/recurrences", status_code=201, response_model=RecurrenceView)
def repeat(agency: TheAgency, actor: TheActor, content_id: str, body: Rule) -> Response:
    """Repeat approved content; its approval covers the copies, as they say the same."""
    made = agency.calendar.recur.create(actor, content_id, rule=body.rule())
    return answers.one(RecurrenceView, made, status=201, location=f"/recurrences/{made.id}")


@router.post("/clients/{client_id}/recurrence-preview", response_model=answers.list_model("times", datetime))
def recurrence_preview(agency: TheAgency, actor: TheActor, client_id: str, body: Rule) -> Response:
    """The next ten times of a rule; nothing is kept."""
    agency.clients.get(actor, client_id)
    return answers.every("times", datetime, agency.calendar.recur.preview(actor, client_id=client_id, rule=body.rule()))


@router.get("/recurrences", response_model=answers.list_model("recurrences", RecurrenceView))
def list_recurrences(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """Everything that a client repeats, what goes on first."""
    place = query.client_id or agency.clients.own(actor).id
    return answers.part("recurrences", RecurrenceView, agency.calendar.recur.list(actor, client_id=place), query.page())


@router.get("/recurrences/{recurrence_id}", response_model=RecurrenceView)
def get(agency: TheAgency, actor: TheActor, recurrence_id: str) -> Response:
    """One recurrence with its next ten times."""
    return answers.one(RecurrenceView, agency.calendar.recur.get(actor, recurrence_id))


@router.put("/recurrences/{recurrence_id}/paused", response_model=RecurrenceView)
def pause(agency: TheAgency, actor: TheActor, recurrence_id: str, body: Paused) -> Response:
    """Lay no more copies for now, or go on; what is in the calendar stays."""
    return answers.one(RecurrenceView, agency.calendar.recur.pause(actor, recurrence_id, paused=body.paused))


@router.post("/recurrences/{recurrence_id}/end", response_model=RecurrenceView)
def end(agency: TheAgency, actor: TheActor, recurrence_id: str, body: Ended | None = None) -> Response:
    """Lay no more copies, for good."""
    withdraw = (body or Ended()).withdraw
    return answers.one(RecurrenceView, agency.calendar.recur.end(actor, recurrence_id, withdraw=withdraw))


@router.post("/recurrences/{recurrence_id}/skip", response_model=RecurrenceView)
def skip(agency: TheAgency, actor: TheActor, recurrence_id: str, body: Skipped) -> Response:
    """Leave out one day; a copy in the calendar for it is cancelled."""
    return answers.one(RecurrenceView, agency.calendar.recur.skip(actor, recurrence_id, day=body.day))
