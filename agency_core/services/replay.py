"""Replay: when a rule would have fired, had it been switched on; the stored history is walked in steps of five minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.alerts import custom
from agency_core.alerts.replayable import REPLAYABLE, conditions
from agency_core.alerts.rules import RULES
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.custom_rule import NewRule, checked
from agency_core.domain.facts import Facts
from agency_core.domain.kpi import METRICS, STEP, Definition
from agency_core.domain.replay import LONGEST_DAYS, ReplayView, RunPoint, WouldHaveFired
from agency_core.domain.rule import RuleSetting
from agency_core.domain.watching import Comparison, CustomRuleView
from agency_core.domain.windows import Cell, Condition, end_of, episodes, run, step_of
from agency_core.errors import Invalid, NotFound
from agency_core.services.custom_rules import CustomRules
from agency_core.services.measures import cells_of
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import gauge, kpi, rule_setting
from agency_core.store.queries.kpi import Asked

POINTS = 240
STORED = "Counted from the facts as stored today, in steps of five minutes: what was deleted or tried again is not in it."
WRITTEN = "Read from what was written down every five minutes; where nothing was, nothing is said."


@dataclass(frozen=True)
class _Past:
    """The stretch that is walked (numbers of its first and last step), and who is in it, since when."""

    first: int
    last: int
    names: Mapping[str, str]
    since: Mapping[str, datetime]


@dataclass(frozen=True)
class _Asking:
    """What is asked of the past: conditions by client, and the one that is shown."""

    label: str
    shown: Condition
    whose: Mapping[str, Sequence[Condition]]


class Replay:
    """Rules over stored history."""

    def __init__(self, db: Database, clock: Clock, own: CustomRules) -> None:
        """Read `db` by the time of `clock`; `own` knows the rules that people made."""
        self._db = db
        self._clock = clock
        self._own = own

    def saved(self, actor: Actor, rule_id: str, *, days: int = 30) -> ReplayView:
        """A rule that people made, whether it is switched on or not."""
        return self._custom(actor, self._own.get(actor, rule_id), days)

    def tried(self, actor: Actor, *, new: NewRule, days: int = 30) -> ReplayView:
        """A rule that is not kept yet.

        Raises:
            Invalid: a field is not what it has to be, or the past does not reach so far.
        """
        if new.client_id:
            actor.reach(new.client_id, "rule")
        said = checked(new)
        now = self._clock.now()
        return self._custom(actor, CustomRuleView(id="", created_by=actor.label, created_at=now, **vars(said)), days)

    def built_in(
        self, actor: Actor, rule: str, *, client_id: str = "", days: int = 30, setting: RuleSetting | None = None
    ) -> ReplayView:
        """A rule of the agency's own, with the thresholds that are in force, or would be with a `setting` not yet kept.

        Raises:
            Invalid: what it looks at is not kept, so that nobody can tell.
            NotFound: no such client, or no such rule.
        """
        if client_id:
            actor.reach(client_id, "rule")
        if rule not in RULES:
            raise NotFound(f"There is no rule {rule!r}.", field="rule", remedy="See the list of rules.")
        if rule not in REPLAYABLE:
            raise Invalid(
                f"The past of {rule!r} cannot be told: what it looks at is not kept.", field="rule",
                remedy=f"Rules that can be replayed: {', '.join(REPLAYABLE)}.",
            )
        with self._db.reading() as session:
            past = self._past(session, actor, client_id, days)
            settings = {**rule_setting.every(session), **({(rule, setting.client_id): setting} if setting else {})}
            known, found = Facts(now=self._clock.now(), settings=settings), RULES[rule]
            whose = {each: conditions(found, known, each) for each in past.names}
            shown = conditions(found, known, client_id)[0]
            return _told(session, past, _Asking(found.label, shown, whose))

    def _custom(self, actor: Actor, rule: CustomRuleView, days: int) -> ReplayView:
        with self._db.reading() as session:
            past = self._past(session, actor, rule.client_id, days)
            agents = Counter(each.client_id for each in kpi.active_agents(session, past.names) if each.writes)
            whose = {each: [custom.condition(rule, agents[each])] for each in past.names}
            return _told(session, past, _Asking(METRICS[rule.metric].label, custom.condition(rule), whose))

    def _past(self, session: Session, actor: Actor, client_id: str, days: int) -> _Past:
        if not 1 <= days <= LONGEST_DAYS:
            raise Invalid("The past does not reach so far.", field="days", remedy=f"Use 1 to {LONGEST_DAYS} days.")
        rows = [row for row in clients.all_of(session, actor) if client_id in {"", row.id}]
        last = step_of(self._clock.now()) - 1
        since = {row.id: row.created_at for row in rows}
        return _Past(last - round(timedelta(days=days) / STEP) + 1, last, {row.id: row.name for row in rows}, since)


def _told(session: Session, past: _Past, asking: _Asking) -> ReplayView:
    shown = asking.shown
    whose = asking.whose if shown.metric.is_of_clients else {"": [shown]}
    asked = [each for conditions_of in whose.values() for each in conditions_of]
    metrics = {each.metric.name: each.metric for each in asked}
    cells = {name: cells_of(session, each, _time(past, asked, each)) for name, each in metrics.items()}
    fired = [
        WouldHaveFired(client, past.names.get(client, ""), each.metric.name, one.since, one.until, one.worst, one.cases)
        for client, wanted in whose.items() for each in wanted
        for one in episodes(each, cells[each.metric.name].get(client, ()), past.first, past.last)
    ]
    alone = next(iter(whose)) if len(whose) == 1 else None
    return ReplayView(
        shown.metric.name, asking.label, shown.metric.unit, shown.comparison, shown.threshold, end_of(past.first - 1),
        end_of(past.last), _reaches(session, shown.metric, past, cells[shown.metric.name]), len(fired),
        tuple(sorted(fired, key=lambda each: (each.since, each.client_id))),
        _run(whose[alone][0], cells[whose[alone][0].metric.name].get(alone, ()), past) if alone is not None else (),
        WRITTEN if shown.metric.is_gauge else STORED,
    )


def _time(past: _Past, asked: Iterable[Condition], metric: Definition) -> Asked:
    longest = max(each.steps for each in asked if each.metric.name == metric.name)
    return Asked(tuple(past.names), end_of(past.first - longest - 1), end_of(past.last))


def _reaches(
    session: Session, metric: Definition, past: _Past, cells: Mapping[str, Sequence[Cell]]
) -> datetime | None:
    """Since when there is history of a figure, within the time that is walked: from the first fact, or the first client, on."""
    begin = end_of(past.first - 1)
    if metric.is_gauge:
        first = gauge.first_at(session, metric.name, past.names if metric.is_of_clients else ("",))
        return max(begin, first) if first is not None else None
    told = [*past.since.values(), *(end_of(each[0].step - 1) for each in cells.values() if each)]
    return max(begin, min(told)) if told else None


def _run(condition: Condition, cells: Sequence[Cell], past: _Past) -> tuple[RunPoint, ...]:
    """The figure at the end of each of at most 240 steps, the worst of those between included."""
    every = max(1, -(-(past.last - past.first + 1) // POINTS))
    pick = max if condition.comparison == Comparison.ABOVE else min
    found: list[RunPoint] = []
    group: list[float] = []
    for step, value, _ in run(condition, cells, past.first, past.last):
        if value is not None:
            group.append(value)
        if (step - past.first) % every == every - 1 or step == past.last:
            found.append(RunPoint(end_of(step), pick(group) if group else None))
            group = []
    return tuple(found)
