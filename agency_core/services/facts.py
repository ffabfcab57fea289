"""Facts: everything that rules look at, gathered at one moment with one question for each kind of fact, whatever the clients."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.domain.facts import Facts, SummaryFacts, SunsetFacts
from agency_core.domain.platform import LABELS
from agency_core.platforms import CONNECTORS
from agency_core.services.account_facts import account_facts
from agency_core.services.machine import disk, memory
from agency_core.services.vault import Vault
from agency_core.store.database import Database
from agency_core.store.queries import facts, facts_day, facts_house, facts_pace, facts_posts, rule_setting, worker
from agency_core.store.queries import recurrence as recurrences
from agency_core.store.queries.facts_pace import Span

ERRORS_WITHIN = timedelta(minutes=5)
GAPS_WITHIN = timedelta(minutes=5)
"""So long after it ended a gap is still a fact: whoever was told that nothing ran is told when it was over."""
DAY = timedelta(days=1)
MORNING = 8
"""The hour of a client's day in which yesterday is summed up."""


@dataclass(frozen=True)
class Surroundings:
    """What lies outside of the database: the data folder, and the vault that says which logins renew themselves."""

    folder: Path | None = None
    vault: Vault | None = None


NOWHERE = Surroundings()


def gather(db: Database, now: datetime, around: Surroundings = NOWHERE) -> Facts:
    """What is so now."""
    errors, last = db.errors_since(ERRORS_WITHIN)
    with db.reading() as session:
        clients = facts.clients(session, now)
        names = {each.id: each.name for each in clients}
        return Facts(
            now=now, scheduler_beat_at=worker.life(session).beat_at, database_errors_5m=errors, last_database_error=last,
            clients=clients, agents=facts.agents(session, now), slow=facts_pace.slow(session, now),
            lateness=facts_pace.lateness(session, names, now), engagement=facts_posts.engagement(session, names, now),
            accounts=account_facts(facts_house.accounts(session), around.vault, now),
            passed=facts_posts.passed(session, now), best=facts_posts.best(session, now), summaries=_summaries(session, now),
            sunsets=_sunsets(session), held=recurrences.held(session), gaps=facts_house.gaps(session, now - GAPS_WITHIN),
            maintenance=facts_house.maintenance(session, now, DAY), memory=memory(),
            disk=disk(around.folder) if around.folder else None, backup=facts_house.backup(session),
            drill=facts_house.failed_drill(session),
            settings=rule_setting.every(session),
        )


def _sunsets(session: Session) -> tuple[SunsetFacts, ...]:
    used = {name: total for name, (total, _) in facts.accounts(session).items() if name in CONNECTORS}
    ends = {name: CONNECTORS[name].facts for name in used}
    return tuple(
        SunsetFacts(name, LABELS[told.key], told.spec_version, told.sunset, used[name])
        for name, told in ends.items() if told.sunset is not None
    )


def _summaries(session: Session, now: datetime) -> tuple[SummaryFacts, ...]:
    """Yesterday of the clients on whose clocks it is eight; those whose clocks agree are asked about together."""
    alike: dict[tuple[datetime, datetime], list[tuple[str, str]]] = defaultdict(list)
    for id, name, zone in facts_day.zones(session):
        here = now.astimezone(ZoneInfo(zone))
        if here.hour == MORNING:
            today = datetime.combine(here.date(), time(), here.tzinfo)
            alike[today - DAY, today].append((id, name))
    return tuple(
        each
        for (start, end), clients in alike.items()
        for each in facts_day.summaries(session, clients, start.date(), Span(start.astimezone(UTC), end.astimezone(UTC)))
    )
