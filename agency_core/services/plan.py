"""Plan: fill the coming week with requests to the client's agents."""

from __future__ import annotations

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.plan import PlanView
from agency_core.services.agents import Agents
from agency_core.services.respond import HoursOf
from agency_core.store.database import Database


class Plan:
    """The week of a client."""

    def __init__(self, db: Database, clock: Clock, agents: Agents, hours: HoursOf | None = None) -> None:
        """`agents` registers the designer where there is none; `hours` tells a client's figures by hour and weekday."""

    def plan_week(self, actor: Actor, client_id: str) -> PlanView:
        """Ask the client's agents for what the coming seven days still lack."""
        raise NotImplementedError

    def plan_all(self) -> int:
        """Plan for every client; how many requests were sent."""
        raise NotImplementedError
