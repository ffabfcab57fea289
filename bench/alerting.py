"""What the watch costs with ten thousand findings: all new, all as before, all in other words, and all gone."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agency_core.agency import Agency, make_agency
from agency_core.alerts.rules import RULES
from agency_core.domain.clock import MovableClock
from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity
from agency_core.models import NotifierRow
from agency_core.services.watch import Watch
from agency_core.settings import Settings
from bench.values import Value

FINDINGS = 10_000
CLIENTS = 100
BAR = 1.0


class Many:
    """A rule that finds something wrong ten thousand times."""

    name, label, explains, runbook = "many", "Many", "Something is wrong.", ""
    severity = Severity.WARNING
    hold = timedelta(0)
    limits: tuple[Limit, ...] = ()
    mutes: tuple[str, ...] = ()
    found: list[Finding] = []  # noqa: RUF012 - what it finds is set from outside

    def check(self, facts: Facts) -> list[Finding]:  # noqa: ARG002 - the interface
        return self.found


def measure() -> list[Value]:
    """CPU of one evaluation with two notifiers, beside the agency's own rules."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as place:
        clock, rule = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC)), Many()
        agency = make_agency(Settings(data=Path(place)), clock=clock)
        _notifiers(agency, clock.now())
        watch = Watch(agency.db, clock, [*RULES.all(), rule])
        watch.evaluate()  # every statement was made once, as on a desk that runs
        gc.freeze()  # as every process of the agency does when it has started
        steps = []
        for what, words, count in (
            ("all new", "first", FINDINGS), ("all as before", "first", FINDINGS), ("all in other words", "second", FINDINGS),
            ("all gone", "", 0), ("all resolved", "", 0),
        ):
            rule.found = _findings(words, count)
            clock.move(timedelta(minutes=1))
            bar = BAR if count else None
            steps.append(Value(f"{FINDINGS:,} findings, {what}: CPU of one look", _cpu(watch.evaluate), "s", bar))
        agency.publish.stop()
        agency.db.close()
    return steps


def _findings(words: str, count: int) -> list[Finding]:
    return [
        Finding(
            f"subject-{number}", f"Thing {number} is wrong.", f"It was seen for the {words} time.", "/operations",
            f"client-{number % CLIENTS}", {"value": number},
        )
        for number in range(count)
    ]


def _notifiers(agency: Agency, now: datetime) -> None:
    with agency.db.transaction() as session:
        for number in range(2):
            session.add(NotifierRow(
                id=f"n{number}", kind="webhook", name=f"Hook {number}", created_by="person:owner", created_at=now,
                repeat_minutes=60,
            ))


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
