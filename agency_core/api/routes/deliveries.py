"""/api/deliveries: one variant to one account at one time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.operations import DeliveryQuery, Found, Resolution
from agency_core.api.schemas.words import ThePart
from agency_core.domain.delivery import AttemptView, DeliveryView
from agency_core.domain.operations import HistoryView
from agency_core.domain.timeline import Moment

router = APIRouter(prefix="/deliveries", tags=["Deliveries"])


@router.get("", response_model=answers.list_model("deliveries", DeliveryView))
def list_deliveries(agency: TheAgency, actor: TheActor, query: Annotated[DeliveryQuery, Query()]) -> Response:
    """Deliveries, newest first."""
    found = agency.deliver.list(actor, filter=query.filter(), page=query.page())
    return answers.listing("deliveries", DeliveryView, found)


@router.get("/{delivery_id}", response_model=DeliveryView)
def get_delivery(agency: TheAgency, actor: TheActor, delivery_id: str) -> Response:
    """One delivery."""
    return answers.one(DeliveryView, agency.deliver.get(actor, delivery_id))


@router.get("/{delivery_id}/attempts", response_model=answers.list_model("attempts", AttemptView))
def attempts(agency: TheAgency, actor: TheActor, delivery_id: str, query: ThePart) -> Response:
    """Every try, with its steps."""
    return answers.part("attempts", AttemptView, agency.deliver.attempts(actor, delivery_id), query.page())


@router.get("/{delivery_id}/history", response_model=answers.list_model("history", HistoryView))
def history(agency: TheAgency, actor: TheActor, delivery_id: str, query: ThePart) -> Response:
    """Every change of state: who, from, to, when, why."""
    return answers.part("history", HistoryView, agency.deliver.history(actor, delivery_id), query.page())


@router.get("/{delivery_id}/timeline", response_model=answers.list_model("timeline", Moment))
def timeline(agency: TheAgency, actor: TheActor, delivery_id: str, query: ThePart) -> Response:
    """The whole story, oldest first: every decision, call with the class of its answer, and wait."""
    return answers.part("timeline", Moment, agency.deliver.timeline(actor, delivery_id), query.page())


@router.post("/{delivery_id}/retry", response_model=DeliveryView)
def retry(agency: TheAgency, actor: TheActor, delivery_id: str) -> Response:
    """Try a failed delivery again."""
    return answers.one(DeliveryView, agency.deliver.retry(actor, delivery_id))


@router.post("/{delivery_id}/cancel", response_model=DeliveryView)
def cancel(agency: TheAgency, actor: TheActor, delivery_id: str) -> Response:
    """Give a delivery up."""
    return answers.one(DeliveryView, agency.deliver.cancel(actor, delivery_id))


@router.post("/{delivery_id}/publish-late", response_model=DeliveryView)
def publish_late(agency: TheAgency, actor: TheActor, delivery_id: str) -> Response:
    """Send a missed delivery now."""
    return answers.one(DeliveryView, agency.deliver.publish_late(actor, delivery_id))


@router.post("/{delivery_id}/resolve", response_model=DeliveryView)
def resolve(agency: TheAgency, actor: TheActor, delivery_id: str, body: Resolution) -> Response:
    """Say what became of an unconfirmed delivery, after looking at the network."""
    if body.outcome is Found.POSTED:
        return answers.one(DeliveryView, agency.deliver.resolve_posted(actor, delivery_id, url=body.url))
    return answers.one(DeliveryView, agency.deliver.resolve_send_again(actor, delivery_id))


@router.post("/{delivery_id}/look", response_model=DeliveryView)
def look(agency: TheAgency, actor: TheActor, delivery_id: str) -> Response:
    """Ask the network now what became of an unconfirmed delivery; nothing is sent."""
    return answers.one(DeliveryView, agency.reconcile.look(actor, delivery_id))


@router.post("/{delivery_id}/measure", response_model=DeliveryView)
def measure(agency: TheAgency, actor: TheActor, delivery_id: str) -> Response:
    """Ask the network now for the figures of a delivered post; read them back with GET /api/analytics."""
    agency.measure.collect(actor, delivery_id)
    return answers.one(DeliveryView, agency.deliver.get(actor, delivery_id))
