"""Plan: fill the coming week with requests to the client's agents."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.agents.planning import DAYS, Taken, Week, plan
from agency_core.domain.account import AccountStatus
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.agent import AgentStatus, AgentView, Frequency, NewAgent, Persona, Tier
from agency_core.domain.client import ClientView
from agency_core.domain.clock import Clock
from agency_core.domain.message import MessageType, NewMessage
from agency_core.domain.numbers import HourPoint
from agency_core.domain.paging import MOST, Page
from agency_core.domain.plan import PlannedRequest, PlanView
from agency_core.errors import AgencyError, Exists
from agency_core.services.agents import Agents
from agency_core.services.lessons import known_of
from agency_core.services.message_moves import post
from agency_core.services.respond import HoursOf
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import agent as agents
from agency_core.store.queries import client as clients
from agency_core.store.queries import plan as plans

LOOK_BACK = timedelta(days=2 * DAYS)
"""How long ago a request for the coming week can have been sent."""
SOON = timedelta(days=2)
DESIGNER = "Platform architecture designer"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Crew:
    """A client's agents: the one who plans, if there is one, and those who write."""

    designer: AgentView | None
    writers: tuple[AgentView, ...]


class Plan:
    """The week of a client."""

    def __init__(self, db: Database, clock: Clock, agents_service: Agents, hours: HoursOf | None = None) -> None:
        """`agents_service` registers the designer where there is none; `hours` tells a client's figures by hour and weekday."""
        self._db = db
        self._clock = clock
        self._agents = agents_service
        self._hours = hours

    def plan_week(self, actor: Actor, client_id: str) -> PlanView:
        """Ask the client's active agents for what the coming seven days still lack.

        Planned again, it asks for nothing that was asked for before or is there already. The requests come from the client's
        agent of the first tier; one is registered where there is none, and while it is not active nothing is planned.

        Raises:
            NotFound: no such client.
        """
        with self._db.reading() as session:
            client = clients.get(session, client_id).view()
            actor.write(client_id, "content")
            crew = _crew(session, client_id)
            reachable = _reachable(session, client_id)
        missing = _missing(client, crew, reachable)
        if missing:
            return PlanView(client_id, (), 0, missing)
        designer = crew.designer or self._hired(actor, client, reachable)
        hours = tuple(self._hours(client_id)) if self._hours is not None else ()
        now = self._clock.now()
        with self._db.transaction() as session:
            week = _week(session, client_id, now, hours)
            sent = tuple(_send(session, each, designer, actor, now) for each in plan(week))
        days = set(week.days())
        writers = {each.id for each in week.agents}
        filled = sum(each.agent_id in writers and week.local_day(each.at) in days for each in week.taken)
        return PlanView(client_id, sent, filled, _note(sent, week))

    def plan_all(self) -> int:
        """Plan for every client; how many requests were sent. Trouble with one client does not keep the others waiting."""
        with self._db.reading() as session:
            ids = [row.id for row in clients.all_of(session, SYSTEM)]
        return sum(self._sent(client_id) for client_id in ids)

    def _sent(self, client_id: str) -> int:
        try:
            return len(self.plan_week(SYSTEM, client_id).requests)
        except AgencyError as error:
            # The next run tries again; the reason is in the log, the other clients are planned meanwhile.
            _log.warning("client %s was not planned: %s", client_id, error)
            return 0

    def _hired(self, actor: Actor, client: ClientView, reachable: frozenset[str]) -> AgentView:
        new = NewAgent(
            id=f"{client.id[:54]}_architect", name=DESIGNER, persona=Persona.PLATFORM_ARCHITECT,
            primary_platforms=tuple(sorted(reachable)), content_types=("text_post",), posting_frequency=Frequency.WEEKLY,
            tier=Tier.EXECUTIVE_ORCHESTRATOR, client_id=client.id,
        )
        try:
            return self._agents.register(actor, new=new)
        except Exists:
            with self._db.reading() as session:
                found = _crew(session, client.id).designer
            if found is None:
                raise  # the id belongs to somebody else: the reader of this error can rename or promote that agent
            return found


def _crew(session: Session, client_id: str) -> _Crew:
    views = [row.view() for row in agents.of_client(session, client_id, Page(limit=MOST))[0]]
    first = [each for each in views if each.tier == Tier.EXECUTIVE_ORCHESTRATOR]
    planners = sorted(first, key=lambda each: (each.status != AgentStatus.ACTIVE, each.persona != Persona.PLATFORM_ARCHITECT))
    writers = tuple(
        each for each in views if each.persona != Persona.PLATFORM_ARCHITECT and each.status == AgentStatus.ACTIVE
    )
    return _Crew(planners[0] if planners else None, writers)


def _reachable(session: Session, client_id: str) -> frozenset[str]:
    found = accounts.of_client(session, client_id)
    return frozenset(each.platform for each in found if each.status == AccountStatus.CONNECTED)


def _missing(client: ClientView, crew: _Crew, reachable: frozenset[str]) -> str:
    """Why nothing can be planned and what to do about it; empty when it can."""
    if not client.brief.topics:
        return "The brief has no topics: add some to the client's brief, then the week can be planned."
    if not crew.writers:
        return "No agent is active: register one, or set one to active."
    if not reachable:
        return "No account can publish: connect one, on the sandbox network if you like."
    if crew.designer is not None and crew.designer.status != AgentStatus.ACTIVE:
        return f"{crew.designer.name} plans for this client and is {crew.designer.status}: set it to active to plan again."
    return ""


def _week(session: Session, client_id: str, now: datetime, hours: tuple[HourPoint, ...]) -> Week:
    row = clients.get(session, client_id)
    brief = row.view().brief
    said = plans.said_between(session, client_id, now - timedelta(days=1), now + timedelta(days=DAYS + 2))
    asked = plans.asked_since(session, client_id, now - LOOK_BACK)
    return Week(
        agents=_crew(session, client_id).writers, taken=_taken(said, asked), topics=brief.topics,
        reachable=_reachable(session, client_id), timezone=row.timezone, now=now, hours=hours, has_link=bool(brief.link),
        facts=known_of(session, row),
    )


def _taken(said: Sequence[plans.Said], asked: Sequence[plans.Asked]) -> tuple[Taken, ...]:
    """Every filled time. Content that answers a request fills only the slot that was asked for, wherever it was moved since."""
    slots = {each.message_id: _slot(each) for each in asked}
    filled = [slot for slot in slots.values() if slot is not None]
    for each in said:
        agent_id = "" if slots.get(each.message_id) else each.agent_id
        filled += [Taken(agent_id if place == 0 else "", name, each.at) for place, name in enumerate(each.platforms)]
    return tuple(filled)


def _slot(asked: plans.Asked) -> Taken | None:
    """The time that a request of a plan asks for; None for requests that ask for no certain time and platform."""
    at, name = asked.payload.get("at"), asked.payload.get("platform")
    if not isinstance(at, str) or not isinstance(name, str):
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None  # somebody else's request, refused by its receiver: it fills no slot
    return Taken(asked.agent_id, name, moment) if moment.tzinfo else None


def _send(session: Session, each: PlannedRequest, designer: AgentView, actor: Actor, now: datetime) -> PlannedRequest:
    payload = {
        "topic": each.topic, "platform": each.platform, "content_type": each.content_type, "at": each.at.isoformat(),
        "planned": True,
    }
    urgent = each.at - now < SOON
    new = NewMessage(designer.id, each.agent_id, MessageType.CONTENT_REQUEST, payload, 2 if urgent else 3)
    row = post(session, new, agents.get(session, each.agent_id), actor, now)
    return replace(each, message_id=row.id)


def _note(sent: Sequence[PlannedRequest], week: Week) -> str:
    left_out = [each.name for each in week.agents if not week.reachable.intersection(each.primary_platforms)]
    asked = len({each.agent_id for each in sent})
    said = f"{len(sent)} requests sent to {asked} agents." if sent else "The week is full: nothing was asked for."
    if left_out:
        said += f" Left out, because no account of theirs can publish: {', '.join(left_out)}."
    return said
