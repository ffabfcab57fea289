"""Facts: everything that rules look at, gathered at one moment with one question for each kind of fact, whatever the clients."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.facts import Facts, SunsetFacts
from agency_core.domain.platform import LABELS
from agency_core.platforms import CONNECTORS
from agency_core.store.database import Database
from agency_core.store.queries import facts, worker
from agency_core.store.queries import recurrence as recurrences

ERRORS_WITHIN = timedelta(minutes=5)


def gather(db: Database, now: datetime) -> Facts:
    """What is so now."""
    errors, last = db.errors_since(ERRORS_WITHIN)
    with db.reading() as session:
        return Facts(
            now=now, scheduler_beat_at=worker.life(session).beat_at, database_errors_5m=errors, last_database_error=last,
            clients=facts.clients(session, now), agents=facts.agents(session, now), sunsets=_sunsets(session),
            held=recurrences.held(session),
        )


def _sunsets(session: Session) -> tuple[SunsetFacts, ...]:
    used = {name: total for name, (total, _) in facts.accounts(session).items() if name in CONNECTORS}
    ends = {name: CONNECTORS[name].facts for name in used}
    return tuple(
        SunsetFacts(name, LABELS[told.key], told.spec_version, told.sunset, used[name])
        for name, told in ends.items() if told.sunset is not None
    )
