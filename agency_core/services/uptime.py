"""Uptime: per month, component and agent, from gaps and from alerts, against the objectives, with the method in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from agency_core.agents import PERSONAS
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.downtime import Component, GapKind
from agency_core.domain.health import silence
from agency_core.domain.operations import STALLED_AFTER
from agency_core.domain.uptime import Span, Uptime, UptimeReport, merged, month_of, reckon, within
from agency_core.domain.watching import GapView
from agency_core.errors import Invalid
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import gap, kpi, uptime, worker

AGENT_RULES = ("agent_failure", "agent_slow")
DATABASE_RULES = ("database_errors",)
LABELS = {Component.ENGINE: "Engine", Component.API: "API and dashboard", Component.DATABASE: "Database"}


@dataclass(frozen=True)
class Times:
    """What is on record of a time: when the engine and others were down, and what does not count."""

    observed: Span
    gaps: tuple[GapView, ...]
    silent: tuple[Span, ...]

    def down(self, component: str) -> list[Span]:
        """When a component was down."""
        found = [span_of(each, self.observed.until) for each in self.gaps if _is(each, component, GapKind.DOWN)]
        return [*found, *self.silent] if component == Component.ENGINE else found

    def apart(self, component: str) -> list[Span]:
        """What counts neither as up nor as down of a component."""
        kinds = GapKind.PLANNED, GapKind.CLOCK
        return [span_of(each, self.observed.until) for each in self.gaps if any(_is(each, component, kind) for kind in kinds)]


@dataclass(frozen=True)
class AgentTimes:
    """An agent, since when it is observed, and when it was down."""

    agent: kpi.AtWork
    observed: Span
    down: tuple[Span, ...]


class Uptimes:
    """How much of a month everything was up."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Read `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def month(self, actor: Actor, *, day: date | None = None, client_id: str = "") -> UptimeReport:
        """The month in which a day lies (now, when it is left out); what has passed of it.

        Components are told to whoever reaches all clients, agents to whoever reaches theirs.

        Raises:
            Invalid: the month has not begun.
            NotFound: no such client.
        """
        if client_id:
            actor.reach(client_id, "alert")
        now = self._clock.now()
        month = month_of(day or now.astimezone(UTC).date())
        if month.since > now:
            raise Invalid("This month has not begun.", field="month", remedy="Ask for one that has.")
        with self._db.reading() as session:
            if client_id:
                clients.get(session, client_id)
            scope = frozenset({client_id}) if client_id else actor.clients
            times = on_record(session, Span(month.since, min(month.until, now)), now)
            rows = [*(_components(session, times) if actor.clients is None else ()), *_agents(session, times, scope)]
        apart = tuple(each for each in times.gaps if each.kind != GapKind.DOWN) if actor.clients is None else ()
        return UptimeReport(month.since.date(), times.observed.since, times.observed.until, tuple(rows), apart)


def on_record(session: Session, asked: Span, now: datetime) -> Times:
    """What is on record of a time, from the beginning of the installation at the earliest.

    An engine that is silent now has no gap yet: its silence counts as one.
    """
    began = uptime.began(session) or now
    observed = Span(min(max(asked.since, began), asked.until), asked.until)
    gaps = gap.between(session, "", observed.since, observed.until)
    seen = worker.life(session).seen_at
    rests = any(each.until is None and each.component == Component.ENGINE for each in gaps)
    silent = seen is not None and not rests and silence(now, seen) > STALLED_AFTER and seen < now
    return Times(observed, gaps, (Span(seen, now),) if silent and seen is not None else ())


def agents_on_record(session: Session, times: Times, scope: Collection[str] | None) -> list[AgentTimes]:
    """Every agent that takes work, of some clients (None: of all), with the times when it was down."""
    fired = uptime.fired(session, AGENT_RULES, times.observed, scope)
    engine = times.down(Component.ENGINE)
    found = []
    for agent in kpi.active_agents(session, scope):
        observed = Span(min(max(times.observed.since, agent.since), times.observed.until), times.observed.until)
        own = [each.span for each in fired if each.subject == agent.id]
        found.append(AgentTimes(agent, observed, merged(own + engine if agent.persona in PERSONAS else own)))
    return found


def span_of(found: GapView, now: datetime) -> Span:
    """The time of a gap; one that lasts, until now."""
    return Span(found.since, found.until or now)


def _is(found: GapView, component: str, kind: str) -> bool:
    return found.component == component and found.kind == kind


def _components(session: Session, times: Times) -> list[Uptime]:
    errors = [each.span for each in uptime.fired(session, DATABASE_RULES, times.observed)]
    return [
        reckon(
            ("component", name, label), times.observed, times.down(name) + (errors if name is Component.DATABASE else []),
            times.apart(name),
        )
        for name, label in LABELS.items()
    ]


def _agents(session: Session, times: Times, scope: Collection[str] | None) -> list[Uptime]:
    apart: Sequence[Span] = within(times.apart(Component.ENGINE), times.observed)
    return [
        reckon(("agent", each.agent.id, each.agent.name), each.observed, each.down, apart)
        for each in agents_on_record(session, times, scope)
    ]
