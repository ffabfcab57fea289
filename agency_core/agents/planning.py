"""Planning the week: from how often each agent likes to publish and what is there already, to requests for the empty slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zlib import crc32

from agency_core.agents.base import Facts
from agency_core.agents.habits import HABITS
from agency_core.agents.request import chosen_type
from agency_core.agents.timing import good_hours
from agency_core.domain.agent import POSTS_PER_WEEK, AgentView, Frequency
from agency_core.domain.clock import wall_to_utc, zone
from agency_core.domain.numbers import HourPoint
from agency_core.domain.plan import PlannedRequest
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

DAYS = 7
PARTS = {"morning": range(7, 12), "afternoon": range(12, 18), "evening": range(18, 22)}
APART = timedelta(minutes=45)
"""How far apart two pieces on one platform are at least."""


@dataclass(frozen=True)
class Taken:
    """A time that is filled: by content or by a request. An empty `agent_id` is a person's own."""

    agent_id: str
    platform: str
    at: datetime


@dataclass(frozen=True)
class Week:
    """What a plan is made from. The week begins tomorrow in the client's zone, so that there is time to decide on each piece.

    `reachable` names the platforms that can publish for the client; `has_link`: the brief has one, so articles can be written.
    """

    agents: tuple[AgentView, ...]
    taken: tuple[Taken, ...]
    topics: tuple[str, ...]
    reachable: frozenset[str]
    timezone: str
    now: datetime
    hours: tuple[HourPoint, ...] = ()
    has_link: bool = False
    facts: Facts = field(default_factory=Facts)

    def days(self) -> list[date]:
        """The seven local days from tomorrow on."""
        today = self.now.astimezone(zone(self.timezone)).date()
        return [today + timedelta(days=ahead) for ahead in range(1, DAYS + 1)]

    def local_day(self, at: datetime) -> date:
        """The client's day of a moment."""
        return at.astimezone(zone(self.timezone)).date()


def plan(week: Week) -> list[PlannedRequest]:
    """What to ask for, in the order of time. The same week planned again, with these requests taken, asks for nothing more."""
    if not week.topics:
        return []
    busy = list(week.taken)
    planned = [each for agent in week.agents for each in _of_agent(week, agent, busy)]
    return sorted(planned, key=lambda each: (each.at, each.agent_id))


def _of_agent(week: Week, agent: AgentView, busy: list[Taken]) -> Iterator[PlannedRequest]:
    reached = [Platform(each) for each in agent.primary_platforms if each in week.reachable]
    platforms = [each for each in reached if HABITS[each].stills]  # nobody films for a plan
    if not platforms:
        return
    start = crc32(agent.id.encode())
    for day, place in _lacking(week, agent, start):
        turn = start + _turn(agent, day, place)
        liked = [each for each in platforms if day.weekday() in HABITS[each].weekdays] or platforms
        name = liked[turn % len(liked)]
        at = _free_time(week, name, day, place, busy)
        if at is None:
            continue
        busy.append(Taken(agent.id, name.value, at))
        kind = chosen_type(agent.content_types, name, turn // len(platforms), has_link=week.has_link, facts=week.facts)
        yield PlannedRequest(agent.id, name.value, kind.value, _topic(week.topics, turn), at)


def _topic(topics: Sequence[str], turn: int) -> str:
    """Topics in rotation; each round begins one later, so that no topic is tied to one platform."""
    return topics[(turn + turn // len(topics)) % len(topics)]


def _lacking(week: Week, agent: AgentView, start: int) -> list[tuple[date, int]]:
    """The agent's empty slots: the day, and which of that day's pieces (0 is the first)."""
    done = [week.local_day(each.at) for each in week.taken if each.agent_id == agent.id]
    days = week.days()
    if agent.posting_frequency == Frequency.WEEKLY:
        if any(day in done for day in days):
            return []
        own = next(day for day in days if day.weekday() == start % 5)
        return [(own, 0)]
    a_day = POSTS_PER_WEEK[Frequency(agent.posting_frequency)] // DAYS
    return [(day, place) for day in days for place in range(done.count(day), a_day)]


def _turn(agent: AgentView, day: date, place: int) -> int:
    """Counts an agent's pieces over all time, so that platforms, types and topics take turns from week to week."""
    frequency = Frequency(agent.posting_frequency)
    if frequency is Frequency.WEEKLY:
        return day.toordinal() // DAYS
    return day.toordinal() * (POSTS_PER_WEEK[frequency] // DAYS) + place


def _free_time(week: Week, name: Platform, day: date, place: int, busy: Sequence[Taken]) -> datetime | None:
    """The first suitable hour of the day with nothing near it on that platform; None when the day is full."""
    near = [each.at for each in busy if each.platform == name.value]
    for hour in _hours(week, name, day, place):
        try:
            at = wall_to_utc(datetime.combine(day, time(hour)), week.timezone)
        except Invalid:
            continue  # the clocks go forward over this hour: the next one will do
        if all(abs(at - each) >= APART for each in near):
            return at
    return None


def _hours(week: Week, name: Platform, day: date, place: int) -> list[int]:
    """Measured hours of that weekday first, then customary ones, turned so that a day's pieces spread, then all the others."""
    measured = [each.hour for each in good_hours(week.hours) if each.weekday == day.weekday()]
    lesson = week.facts.lesson("part_of_day", name.value)
    part = PARTS.get(lesson.value, range(0)) if lesson else range(0)
    usual = [hour for hour in HABITS[name].hours if hour in part] or list(part[1:]) or list(HABITS[name].hours)
    turned = [usual[(place + step) % len(usual)] for step in range(len(usual))]
    first = measured[place:] if place < len(measured) else []
    return list(dict.fromkeys([*first, *turned, *range(8, 22)]))
