"""The database refused work."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("errors", "Errors in five minutes that are tolerated", 0, "count", most=1000)


class DatabaseErrors:
    """Any transaction that failed for reasons of storage within five minutes."""

    name = "database_errors"
    label = "Database errors"
    severity = Severity.CRITICAL
    hold = timedelta(0)
    explains = (
        "The database was locked for too long, full, damaged, out of reach or could not be written in the last five minutes. "
        "What follows from it is not told: a scheduler that cannot write its beat, work that piles up, late deliveries, slow "
        "answers, backups that were not made."
    )
    limits = (TOLERATED,)
    mutes = ("scheduler_stalled", "queue_backlog", "lateness", "agent_slow", "backup_overdue")
    runbook = "database-errors"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding while there were errors."""
        count = facts.database_errors_5m
        if count <= facts.limit(self.name, TOLERATED):
            return []
        return [
            Finding(
                subject="database",
                summary="The database refused work once." if count == 1 else f"The database refused work {count} times.",
                detail=f"In the last five minutes. It said: {facts.last_database_error}",
                link="/operations",
                values={"errors": count},
            )
        ]


RULE = DatabaseErrors()
