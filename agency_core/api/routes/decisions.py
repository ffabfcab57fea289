"""/api/content/{id}/...: a person decides, the clock delivers."""

from __future__ import annotations

from fastapi import APIRouter, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.content import At, Seen, SentBack
from agency_core.domain.content import ContentView

router = APIRouter(prefix="/content/{content_id}", tags=["Decisions"])


@router.post("/submit", response_model=ContentView)
def submit(agency: TheAgency, actor: TheActor, content_id: str, body: Seen | None = None) -> Response:
    """Ask for a decision."""
    view = agency.review.submit(actor, content_id, revision=(body or Seen()).revision)
    return answers.one(ContentView, view)


@router.post("/approve", response_model=ContentView)
def approve(agency: TheAgency, actor: TheActor, content_id: str, body: Seen | None = None) -> Response:
    """Approve; with a `scheduled_time` on the content it is scheduled at once."""
    view = agency.review.approve(actor, content_id, revision=(body or Seen()).revision)
    return answers.one(ContentView, view)


@router.post("/send-back", response_model=ContentView)
def send_back(agency: TheAgency, actor: TheActor, content_id: str, body: SentBack) -> Response:
    """Send back to draft, saying what has to change."""
    return answers.one(ContentView, agency.review.send_back(actor, content_id, note=body.note))


@router.post("/schedule", response_model=ContentView)
def schedule(agency: TheAgency, actor: TheActor, content_id: str, body: At) -> Response:
    """Set the time of approved content."""
    return answers.one(ContentView, agency.schedule.schedule(actor, content_id, at=body.scheduled_time))


@router.post("/reschedule", response_model=ContentView)
def reschedule(agency: TheAgency, actor: TheActor, content_id: str, body: At) -> Response:
    """Move scheduled (or missed) content to another time."""
    return answers.one(ContentView, agency.schedule.reschedule(actor, content_id, at=body.scheduled_time))


@router.post("/cancel", response_model=ContentView)
def cancel(agency: TheAgency, actor: TheActor, content_id: str) -> Response:
    """Take content off the clock; what is being sent at this moment is not stopped."""
    return answers.one(ContentView, agency.schedule.cancel(actor, content_id))


@router.post("/publish-now", response_model=ContentView)
def publish_now(agency: TheAgency, actor: TheActor, content_id: str) -> Response:
    """Publish approved content at once."""
    return answers.one(ContentView, agency.schedule.publish_now(actor, content_id))
