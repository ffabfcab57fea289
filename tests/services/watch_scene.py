"""A rule that finds what a test tells it to, and who is told of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agency_core.agency import Agency
from agency_core.domain.clock import MovableClock
from agency_core.domain.rule import Finding, Severity
from agency_core.models import NotificationRow, NotifierRow
from agency_core.services.watch import LIVE, Watch

MINUTE = timedelta(minutes=1)


class Told:
    """A rule whose findings are given."""

    name, label, explains, runbook = "told", "Told", "A test said so.", ""
    hold = timedelta(0)
    limits = ()
    mutes = ()

    def __init__(self, severity: Severity = Severity.WARNING) -> None:
        self.severity = severity
        self.found: list[Finding] = []

    def check(self, facts):
        return self.found


class Scene:
    """A watch with one rule that looks when it is told to, and the outbox."""

    def __init__(self, agency: Agency, clock: MovableClock) -> None:
        self.agency, self.clock, self.rule = agency, clock, Told()
        self.watch = Watch(agency.db, clock, [self.rule])

    def finds(self, *subjects: str, client: str = "", **given: Any) -> int:
        """One look, at which this is wrong."""
        self.rule.found = [
            Finding(**{"subject": each, "summary": f"{each} is wrong", "detail": "", "link": "/operations", "client_id": client,
                       **given})
            for each in subjects
        ]
        return self.watch.evaluate()

    def notifier(self, name: str = "n1", **given: Any) -> None:
        """Somebody who is told."""
        known = {"kind": "webhook", "name": name, "created_by": "person:owner", "created_at": self.clock.now()}
        with self.agency.db.transaction() as session:
            session.add(NotifierRow(id=name, **{**known, **given}))

    def told(self) -> list[tuple[str, str, str]]:
        """Whom the outbox tells, why, in which words, oldest first."""
        with self.agency.db.reading() as session:
            rows = session.query(NotificationRow).order_by(NotificationRow.id)
            return [(row.notifier_id, row.reason, row.title) for row in rows]

    def alert(self, actor) -> Any:
        """The newest alert that is kept."""
        return next(each for each in self.watch.list(actor).items if each.id != LIVE)
