"""/api/notifiers and /api/notifications: who is told, and what was told."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.notifiers import NotificationQuery, NotifierBody, NotifierEdit, NotifierQuery
from agency_core.api.schemas.words import ThePart
from agency_core.domain.notifier import NotifierKind, Trial
from agency_core.domain.watching import NotificationView, NotifierView

router = APIRouter(tags=["Notifiers"])


@router.get("/notifiers/kinds", response_model=answers.list_model("kinds", NotifierKind))
def kinds(agency: TheAgency, query: ThePart) -> Response:
    """Every kind of notifier, with the fields it needs."""
    return answers.part("kinds", NotifierKind, agency.watchroom.notifiers.kinds(), query.page())


@router.get("/notifiers", response_model=answers.list_model("notifiers", NotifierView))
def list_notifiers(agency: TheAgency, actor: TheActor, query: Annotated[NotifierQuery, Query()]) -> Response:
    """Who is told, oldest first, without secrets."""
    found = agency.watchroom.notifiers.list(actor, client_id=query.client_id)
    return answers.part("notifiers", NotifierView, found, query.page())


@router.post("/notifiers", status_code=201, response_model=NotifierView)
def add(agency: TheAgency, actor: TheActor, body: NotifierBody) -> Response:
    """Keep a new notifier, switched on; its secrets are sealed and never given back."""
    made = agency.watchroom.notifiers.create(actor, new=body.words())
    return answers.one(NotifierView, made, status=201, location=f"/notifiers/{made.id}")


@router.get("/notifiers/{notifier_id}", response_model=NotifierView)
def get_notifier(agency: TheAgency, actor: TheActor, notifier_id: str) -> Response:
    """One notifier, without secrets."""
    return answers.one(NotifierView, agency.watchroom.notifiers.get(actor, notifier_id))


@router.patch("/notifiers/{notifier_id}", response_model=NotifierView)
def edit(agency: TheAgency, actor: TheActor, notifier_id: str, body: NotifierEdit) -> Response:
    """Change what is given; a secret field that is left out stays."""
    return answers.one(NotifierView, agency.watchroom.notifiers.update(actor, notifier_id, changes=body.words()))


@router.delete("/notifiers/{notifier_id}", status_code=204)
def delete(agency: TheAgency, actor: TheActor, notifier_id: str) -> Response:
    """Forget its address; what was told through it stays in the log."""
    agency.watchroom.notifiers.delete(actor, notifier_id)
    return answers.nothing()


@router.post("/notifiers/{notifier_id}/test", response_model=Trial)
def test(agency: TheAgency, actor: TheActor, notifier_id: str) -> Response:
    """Send a real message now; the answer says whether the service took it and what it said."""
    return answers.one(Trial, agency.watchroom.notifiers.test(actor, notifier_id))


@router.get("/notifications", response_model=answers.list_model("notifications", NotificationView))
def list_notifications(agency: TheAgency, actor: TheActor, query: Annotated[NotificationQuery, Query()]) -> Response:
    """What was told, newest first, with its reason and how its sending went."""
    found = agency.watchroom.notify.list(
        actor, client_id=query.client_id, notifier_id=query.notifier_id, state=query.state or "", page=query.page(),
    )
    return answers.listing("notifications", NotificationView, found)


@router.post("/notifications/{notification_id}/retry", response_model=NotificationView)
def retry(agency: TheAgency, actor: TheActor, notification_id: str) -> Response:
    """Send what was given up once more."""
    return answers.one(NotificationView, agency.watchroom.notify.retry(actor, notification_id))
