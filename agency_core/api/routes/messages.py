"""/api/messages: what agents ask of each other."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import IdempotencyKey, TheActor, TheAgency
from agency_core.api.schemas.messages import Ack, Claim, Fail, InboxQuery, MessageSent, MessagesQuery
from agency_core.domain.message import MessageView
from agency_core.errors import NotFound

router = APIRouter(prefix="/messages", tags=["Messages"])
MANY = answers.list_model("messages", MessageView)


@router.post("", status_code=201, response_model=MessageView)
def send(agency: TheAgency, actor: TheActor, body: MessageSent, key: IdempotencyKey = "") -> Response:
    """Send a message from one agent to another."""
    view = agency.inbox.send(actor, new=body.new(), idempotency_key=key)
    place = f"/messages/{view.receiver_agent_id}/{view.id}"
    return answers.one(MessageView, view, status=201, location=place)


@router.get("", response_model=MANY)
def list_messages(agency: TheAgency, actor: TheActor, query: Annotated[MessagesQuery, Query()]) -> Response:
    """The messages of all agents, newest first."""
    found = agency.inbox.list(
        actor, agent_id=query.agent_id, client_id=query.client_id, status=query.status or "", page=query.page(),
    )
    return answers.listing("messages", MessageView, found)


@router.get("/{agent_id}", response_model=MANY)
def inbox(agency: TheAgency, actor: TheActor, agent_id: str, query: Annotated[InboxQuery, Query()]) -> Response:
    """The messages that one agent received; those that wait, most urgent first."""
    agency.agents.get(actor, agent_id)
    found = agency.inbox.list(actor, agent_id=agent_id, status=query.status or "", page=query.page())
    return answers.listing("messages", MessageView, found)


@router.get("/{agent_id}/{message_id}", response_model=MessageView)
def get_message(agency: TheAgency, actor: TheActor, agent_id: str, message_id: str) -> Response:
    """One message that an agent received."""
    view = agency.inbox.get(actor, message_id)
    if view.receiver_agent_id != agent_id:
        raise NotFound(f"{agent_id} received no such message.", field="message_id", remedy="Check both ids.")
    return answers.one(MessageView, view)


@router.post("/{agent_id}/claim", response_model=MessageView, responses={204: {"description": "Nothing waits."}})
def claim(agency: TheAgency, actor: TheActor, agent_id: str, body: Claim | None = None) -> Response:
    """Take the most urgent waiting message for the time of a lease; 204 when there is none."""
    view = agency.inbox.claim(actor, agent_id, lease_seconds=(body or Claim()).lease_seconds)
    return answers.one(MessageView, view) if view else answers.nothing()


@router.post("/{message_id}/ack", response_model=MessageView)
def ack(agency: TheAgency, actor: TheActor, message_id: str, body: Ack | None = None) -> Response:
    """Say that a message is answered, and with what."""
    said = body or Ack()
    return answers.one(MessageView, agency.inbox.ack(actor, message_id, result=said.result, attempt=said.attempt))


@router.post("/{message_id}/fail", response_model=MessageView)
def fail(agency: TheAgency, actor: TheActor, message_id: str, body: Fail) -> Response:
    """Say that a message could not be answered: it waits and comes again, or is dead after its last try."""
    return answers.one(MessageView, agency.inbox.fail(actor, message_id, error=body.error, attempt=body.attempt))


@router.post("/{message_id}/requeue", response_model=MessageView)
def requeue(agency: TheAgency, actor: TheActor, message_id: str) -> Response:
    """Bring a dead message back into its inbox."""
    return answers.one(MessageView, agency.inbox.requeue(actor, message_id))
