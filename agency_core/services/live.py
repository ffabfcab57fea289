"""Live: the alert that is not kept but seen. Who looks for alerts cannot tell that it stands still, nor write what it found
while nothing can be written.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.alerts.rules import RULES
from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.facts import Facts
from agency_core.domain.health import DOWN_AFTER, beating
from agency_core.store.database import Database
from agency_core.store.queries import alert as alerts
from agency_core.store.queries import worker

LIVE = "live-scheduler"
"""Its id; at most one is seen at a time."""
STALLED, DOWN, ERRORS = "scheduler_stalled", "system_down", "database_errors"


def live_alerts(db: Database, session: Session, now: datetime) -> tuple[AlertView, ...]:
    """What is wrong at this moment and not kept yet: a database that refuses this process work, or else an engine that is
    silent, which follows from it.
    """
    count, said = db.errors_since(DOWN_AFTER)
    if count or db.damage:
        return _seen(session, ERRORS, Facts(now, database_errors_5m=count or 1, last_database_error=said or db.damage), now)
    life = worker.life(session)
    if beating(now, life.beat_at):
        return ()
    silent = Facts(now, scheduler_beat_at=life.seen_at)
    name = DOWN if RULES[DOWN].check(silent) else STALLED
    return _seen(session, name, silent, life.seen_at or now)


def _seen(session: Session, name: str, facts: Facts, since: datetime) -> tuple[AlertView, ...]:
    if alerts.is_open(session, name):
        return ()
    rule = RULES[name]
    return tuple(
        AlertView(
            id=LIVE, client_id="", rule=rule.name, severity=rule.severity, state=AlertState.FIRING, subject=found.subject,
            summary=found.summary, detail=found.detail, link=found.link, first_seen_at=since, fired_at=since,
            last_seen_at=facts.now, resolved_at=None, acknowledged_by="", acknowledged_at=None,
        )
        for found in rule.check(facts)
    )
