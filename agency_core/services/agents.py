"""Agents: register them, watch over them, see what they have on their desks."""

from __future__ import annotations

import hashlib

from agency_core.domain.actor import Actor
from agency_core.domain.agent import AgentStatus, AgentView, NewAgent, Persona, Workload
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentType
from agency_core.domain.ids import checked_name
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.platform import platform
from agency_core.errors import Exists, Invalid
from agency_core.models import AgentRow, ReplayRow
from agency_core.services.clients import Clients
from agency_core.services.own_desk import demand_itself, demand_own
from agency_core.store.database import Database
from agency_core.store.queries import agent as agents
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, replay
from agency_core.store.reach import all_clients

RESERVED = frozenset({"system", "workload"})
"""Ids that no agent may have: who sends when no agent does, and the list at /api/agents/workload."""


class Agents:
    """Registered workers."""

    def __init__(self, db: Database, clock: Clock, clients_service: Clients) -> None:
        """`clients_service` names the client of a registration that names none."""
        self._db = db
        self._clock = clock
        self._clients = clients_service

    def register(self, actor: Actor, *, new: NewAgent, idempotency_key: str = "") -> AgentView:
        """Register an agent.

        Raises:
            Invalid: a bad id, an unknown platform or content type, an empty name.
            Exists: the id is taken.
            Conflict: the idempotency key came with another registration.
        """
        values = _checked(new)
        client_id = new.client_id or self._clients.own(actor).id
        now = self._clock.now()
        fingerprint = hashlib.sha256(repr(new).encode()).hexdigest()
        with self._db.transaction() as session:
            clients.get(session, client_id)
            actor.write(client_id, "agent")
            demand_itself(actor, new.id, "id")
            before = replay.claim(session, "agent", idempotency_key, fingerprint)
            if before:
                return agents.get(session, before).view()
            with all_clients(session):  # ids of agents are unique in the whole agency
                is_taken = agents.is_taken(session, new.id)
            if is_taken:
                raise Exists(
                    f"There is an agent {new.id!r} already.", field="id",
                    remedy="Choose another id, or change the status of that one.",
                )
            row = AgentRow(
                id=new.id, client_id=client_id, tier=int(new.tier), posting_frequency=new.posting_frequency,
                status=AgentStatus.ACTIVE, created_at=now, last_error="", consecutive_failures=0, answers=0, failures=0,
                **values,
            )
            session.add(row)
            replay.remember(
                session,
                ReplayRow(scope="agent", key=idempotency_key, fingerprint=fingerprint, subject_id=new.id, created_at=now),
            )
            history.note(session, Change(client_id, "agent", new.id, "", "registered", actor.label, now, row.name))
            return row.view()

    def get(self, actor: Actor, agent_id: str) -> AgentView:
        """One agent."""
        with self._db.reading() as session:
            row = agents.get(session, agent_id)
            actor.reach(row.client_id, "agent")
            return row.view()

    def list(self, actor: Actor, *, client_id: str = "", page: Page | None = None) -> Listing[AgentView]:
        """Agents by id."""
        if client_id:
            actor.reach(client_id, "agent")
        with self._db.reading() as session:
            rows, cursor = agents.of_client(session, client_id, page or Page())
            mine = tuple(row.view() for row in rows if actor.clients is None or row.client_id in actor.clients)
            return Listing(mine, cursor)

    def set_status(self, actor: Actor, agent_id: str, *, status: AgentStatus) -> AgentView:
        """Put an agent to work, to rest or into maintenance. Back to active clears its row of failures."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = agents.get(session, agent_id)
            actor.write(row.client_id, "agent")
            demand_own(actor, agent_id, row.client_id)
            history.note(session, Change(row.client_id, "agent", agent_id, row.status, status, actor.label, now))
            row.status = status
            if status == AgentStatus.ACTIVE:
                row.consecutive_failures, row.last_error = 0, ""
            return row.view()

    def heartbeat(self, actor: Actor, agent_id: str) -> AgentView:
        """An agent says that it is alive."""
        with self._db.transaction() as session:
            row = agents.get(session, agent_id)
            actor.write(row.client_id, "agent")
            demand_itself(actor, agent_id)
            row.last_seen_at = self._clock.now()
            return row.view()

    def workload(self, actor: Actor, *, client_id: str = "") -> tuple[Workload, ...]:
        """What each agent has on its desk."""
        if client_id:
            actor.reach(client_id, "agent")
        with self._db.reading() as session:
            return agents.workload(session, client_id, self._clock.now())


def _checked(new: NewAgent) -> dict[str, object]:
    if checked_name(new.id, "id") in RESERVED:
        raise Invalid(f"{new.id!r} has a meaning of its own.", field="id", remedy="Choose another id.")
    if not new.name.strip():
        raise Invalid("An agent needs a name.", field="name", remedy="Say what people should call it.")
    if new.persona not in set(Persona):
        raise Invalid(f"{new.persona!r} is not a persona.", field="persona", remedy=f"Use one of: {', '.join(Persona)}.")
    unknown = [each for each in new.content_types if each not in set(ContentType)]
    if unknown or not new.content_types:
        raise Invalid(
            f"content_types {unknown or 'is empty'}.", field="content_types", remedy=f"Use any of: {', '.join(ContentType)}."
        )
    if not new.primary_platforms:
        raise Invalid("An agent needs a platform.", field="primary_platforms", remedy="Name at least one.")
    names = list(dict.fromkeys(platform(each, "primary_platforms").value for each in new.primary_platforms))
    return {
        "name": new.name.strip(), "persona": new.persona, "primary_platforms": names,
        "content_types": list(dict.fromkeys(new.content_types)),
    }
