"""KPIs: value, target, trend, sample and error budget of a client, its agents and its platforms, counted from stored facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.downtime import Component
from agency_core.domain.kpi import KPIS, LONGEST_DAYS, Budget, DayPoint, KpiView, Unit, budget_of
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.uptime import Span, minutes, within, without
from agency_core.domain.windows import STEP_SECONDS, Cell, folded
from agency_core.errors import Invalid
from agency_core.services.measures import success
from agency_core.services.uptime import AgentTimes, Times, agents_on_record, on_record
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import gauge, kpi
from agency_core.store.queries.kpi import Asked, Counted
from agency_core.store.step import shifts_of

NOT_YET = "Not measured yet: the API tells its times every five minutes once it was asked something."
_STEPS_A_DAY = 86_400 // STEP_SECONDS
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class _Period:
    """The days of a period in the client's zone, and its two ends."""

    days: tuple[date, ...]
    zone: ZoneInfo
    since: datetime
    until: datetime

    def asked(self, client_id: str) -> Asked:
        """The question for a client's facts (an empty one: the installation's), counted by days."""
        return Asked((client_id,), self.since, self.until, shifts_of(self.zone, self.since, self.until))


@dataclass(frozen=True)
class _Case:
    """The cells of one KPI of one subject, each the first step of a day. `among`: agents that share a sum."""

    name: str
    cells: Sequence[Cell]
    subject: str = ""
    label: str = ""
    among: int = 1
    note: str = ""


class Kpis:
    """The KPIs of a client."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Read `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def of_client(self, actor: Actor, *, client_id: str, days: int = 30) -> tuple[KpiView, ...]:
        """Every KPI over the last `days` days (client's zone, today included).

        Those of the system come first, for the client as a whole; then those of agents, all together and each (`subject`);
        then those of platforms.

        Raises:
            Invalid: the period is empty or too long.
            NotFound: no such client.
        """
        actor.reach(client_id, "report")
        if not 1 <= days <= LONGEST_DAYS:
            raise Invalid("The period is empty or too long.", field="days", remedy=f"Use 1 to {LONGEST_DAYS} days.")
        now = self._clock.now()
        with self._db.reading() as session:
            period = _period(ZoneInfo(clients.get(session, client_id).timezone), now, days)
            times = on_record(session, Span(period.since, now), now)
            agents = agents_on_record(session, times, {client_id})
            cases = [*_of_system(session, client_id, period), *_of_agents(session, client_id, period, agents)]
        shown = [_uptime(period, times, agents), *(_uptime(period, times, [each], subject=each) for each in agents)]
        shown += [_view(each, period) for each in cases]
        order = {name: place for place, name in enumerate(KPIS)}
        return tuple(sorted(shown, key=lambda each: (order[each.name], each.subject != "", each.subject_label)))


def _period(zone: ZoneInfo, now: datetime, days: int) -> _Period:
    today = now.astimezone(zone).date()
    shown = tuple(today - timedelta(days=back) for back in range(days - 1, -1, -1))
    return _Period(shown, zone, _midnight(shown[0], zone), now)


def _of_system(session: Session, client_id: str, period: _Period) -> list[_Case]:
    asked = period.asked(client_id)
    apart = sum(each.cell.cases for each in kpi.ended(session, asked, DeliveryState.FAILED, apart=True))
    note = f"{apart} counted apart: rejected content, revoked accounts, or the post before failed." if apart else ""
    told = gauge.cells(session, period.asked(""), "api_ms")
    engaged = kpi.engagement(session, _whole_days(client_id, period), "platform")
    named = {each.platform: name for name, each in KPIS.items() if each.platform}
    posts = _by_subject(each for each in engaged if each.subject in named)
    return [
        _Case("distribution_success", _cells(success(session, asked)), note=note),
        _Case("lateness_p95", _cells(kpi.lateness(session, asked))),
        _Case("api_ms", _cells(told), note="" if told else NOT_YET),
        *(
            _Case(name, posts.get(platform, ()), platform, LABELS[Platform(platform)])
            for platform, name in named.items()
        ),
    ]  # fmt: skip


def _of_agents(session: Session, client_id: str, period: _Period, agents: Sequence[AgentTimes]) -> list[_Case]:
    asked = period.asked(client_id)
    answered = _by_subject(kpi.answers(session, asked, by_agent=True))
    written = _by_subject(kpi.proposed(session, asked, by_agent=True))
    kept = _by_subject(kpi.kept(session, asked, by_agent=True))
    posts = _by_subject(kpi.engagement(session, _whole_days(client_id, period), "agent_id"))
    posts.pop("", None)
    found = [
        _Case("message_seconds", _all(answered)),
        _Case("agent_response", _all(answered)),
        _Case("content_per_day", _all(written), among=sum(each.agent.writes for each in agents)),
        _Case("agent_engagement", _all(posts)),
        _Case("brand_consistency", _all(kept)),
    ]
    for each in agents:
        who = each.agent.id, each.agent.name
        found.append(_Case("agent_response", answered.get(each.agent.id, ()), *who))
        found += [
            _Case("content_per_day", written.get(each.agent.id, ()), *who),
            _Case("agent_engagement", posts.get(each.agent.id, ()), *who),
            _Case("brand_consistency", kept.get(each.agent.id, ()), *who),
        ] if each.agent.writes else []
    return found


def _view(case: _Case, period: _Period) -> KpiView:
    definition = KPIS[case.name]
    a_day = float(case.among) if definition.unit is Unit.PER_DAY else 1.0
    whole = a_day * len(period.days) if definition.unit is Unit.PER_DAY else 1.0
    by_day: dict[date, list[Cell]] = defaultdict(list)
    for cell in case.cells:
        by_day[_EPOCH + timedelta(days=cell.step // _STEPS_A_DAY)].append(cell)
    value, sample = folded(definition.kind, case.cells, whole) if whole else (None, 0)
    trend = tuple(
        DayPoint(day, *folded(definition.kind, by_day.get(day, ()), a_day)) if a_day else DayPoint(day, None, 0)
        for day in period.days
    )
    budget = budget_of(definition, sum(cell.value for cell in case.cells), float(sample))
    return _said(case, value, sample, trend, budget)


def _uptime(period: _Period, times: Times, agents: Sequence[AgentTimes], subject: AgentTimes | None = None) -> KpiView:
    """Uptime of some agents together, or of one (`subject`); planned stops count neither way."""
    apart = within(times.apart(Component.ENGINE), times.observed)
    counted = [(without([each.observed], apart), each.down) for each in agents]
    edges = [_midnight(day, period.zone) for day in period.days] + [period.until]
    parts = [Span(*each) for each in pairwise(edges)]
    sums = [_up(counted, each) for each in parts]
    observed, up = sum(each[0] for each in sums), sum(each[1] for each in sums)
    definition = KPIS["agent_uptime"]
    who = (subject.agent.id, subject.agent.name) if subject else ("", "")
    trend = tuple(
        DayPoint(day, good / total if total else None, round(total))
        for day, (total, good) in zip(period.days, sums, strict=True)
    )
    budget = budget_of(definition, up, observed)
    return _said(_Case(definition.name, (), *who), up / observed if observed else None, round(observed), trend, budget)


def _up(counted: Iterable[tuple[Sequence[Span], Sequence[Span]]], part: Span) -> tuple[float, float]:
    """Minutes observed in a part of the period, and how many of them were up."""
    total = lost = 0.0
    for observed, down in counted:
        for each in within(observed, part):
            total += minutes([each])
            lost += minutes(within(down, each)) if down else 0.0
    return total, total - lost


def _said(
    case: _Case, value: float | None, sample: int, trend: tuple[DayPoint, ...], budget: Budget | None
) -> KpiView:
    definition = KPIS[case.name]
    enough = value is not None and sample >= definition.fewest
    return KpiView(
        name=definition.name, label=definition.label, scope=definition.scope, subject=case.subject, subject_label=case.label,
        unit=definition.unit, better=definition.better, value=value, target=definition.target,
        target_high=definition.target_high, sample=sample, fewest=definition.fewest, cases=definition.cases, enough=enough,
        is_met=definition.meets(value) if enough and value is not None else None, trend=trend,
        budget=budget if enough else None, formula=definition.formula, source=definition.source, note=case.note,
    )


def _whole_days(client_id: str, period: _Period) -> Asked:
    """The days of the period as rollups count them."""
    first, last = (datetime.combine(day, time(), UTC) for day in (period.days[0], period.days[-1] + timedelta(days=1)))
    return Asked((client_id,), first, last)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _by_subject(found: Iterable[Counted]) -> dict[str, list[Cell]]:
    by: dict[str, list[Cell]] = defaultdict(list)
    for each in found:
        by[each.subject].append(each.cell)
    return by


def _cells(found: Iterable[Counted]) -> list[Cell]:
    return [each.cell for each in found]


def _all(by: Mapping[str, Sequence[Cell]]) -> list[Cell]:
    return [cell for cells in by.values() for cell in cells]
