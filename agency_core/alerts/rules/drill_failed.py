"""A backup could not be brought back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath

from agency_core.domain.facts import Facts
from agency_core.domain.rule import Finding, Severity


class DrillFailed:
    """The last restore drill failed, so nobody knows whether a backup would help."""

    name = "drill_failed"
    label = "Restore drill failed"
    severity = Severity.CRITICAL
    hold = timedelta(0)
    explains = "The last restore drill could not bring a backup back. A drill that goes well ends it."
    limits = ()
    mutes = ()
    runbook = "a-backup-is-overdue"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding while it is so."""
        drill = facts.drill
        if drill is None:
            return []
        return [
            Finding(
                subject="backup",
                summary="The last restore drill failed.",
                detail=f"With {PurePath(drill.place).name}, at {drill.at:%Y-%m-%d %H:%M} UTC: {drill.failed}",
                link="/operations?operations_tab=Backups",
            )
        ]


RULE = DrillFailed()
