"""/api/agents: who works here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.answers import AgentAnswer
from agency_core.api.dependencies import IdempotencyKey, TheActor, TheAgency
from agency_core.api.schemas.agents import AgentRegistration, StatusWish
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.agent import Workload
from agency_core.domain.paging import Listing

router = APIRouter(prefix="/agents", tags=["Agents"])


@router.post("", status_code=201, response_model=AgentAnswer)
def register(agency: TheAgency, actor: TheActor, body: AgentRegistration, key: IdempotencyKey = "") -> Response:
    """Register an agent."""
    view = agency.agents.register(actor, new=body.new(), idempotency_key=key)
    return answers.one(AgentAnswer, answers.agent(view), status=201, location=f"/agents/{view.id}")


@router.get("", response_model=answers.list_model("agents", AgentAnswer))
def list_agents(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """All agents, or those of one client."""
    found = agency.agents.list(actor, client_id=query.client_id, page=query.page())
    shown = Listing(tuple(answers.agent(view) for view in found.items), found.next_cursor)
    return answers.listing("agents", AgentAnswer, shown)


@router.get("/workload", response_model=answers.list_model("workload", Workload))
def workload(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """What each agent has on its desk."""
    return answers.part("workload", Workload, agency.agents.workload(actor, client_id=query.client_id), query.page())


@router.get("/{agent_id}", response_model=AgentAnswer)
def get_agent(agency: TheAgency, actor: TheActor, agent_id: str) -> Response:
    """One agent."""
    return answers.one(AgentAnswer, answers.agent(agency.agents.get(actor, agent_id)))


@router.put("/{agent_id}/status", response_model=AgentAnswer)
def set_status(agency: TheAgency, actor: TheActor, agent_id: str, body: StatusWish) -> Response:
    """Say whether an agent takes work."""
    return answers.one(AgentAnswer, answers.agent(agency.agents.set_status(actor, agent_id, status=body.status)))


@router.post("/{agent_id}/heartbeat", response_model=AgentAnswer)
def heartbeat(agency: TheAgency, actor: TheActor, agent_id: str) -> Response:
    """A sign of life of an agent that runs elsewhere."""
    return answers.one(AgentAnswer, answers.agent(agency.agents.heartbeat(actor, agent_id)))
