"""The last backup is too old."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.health import in_words
from agency_core.domain.rule import Finding, Limit, Severity

TOLERATED = Limit("times", "Times the planned span that are tolerated", 1.5, "count", least=1, most=100)


class BackupOverdue:
    """No sound backup was made for longer than is planned."""

    name = "backup_overdue"
    label = "Backup overdue"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        f"The last verified backup is older than {TOLERATED.usual:g} times the planned span. Silent while none are planned, and "
        "for as long after the beginning, or after the plan was changed."
    )
    limits = (TOLERATED,)
    mutes = ()
    runbook = "a-backup-is-overdue"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding while it is so."""
        backup = facts.backup
        if backup is None:
            return []
        oldest = backup.every * facts.limit(self.name, TOLERATED)
        since = max(backup.since, backup.last_at) if backup.last_at else backup.since
        if facts.now - since <= oldest:
            return []
        last = backup.last_at
        age = in_words(facts.now - last) if last else ""
        return [
            Finding(
                subject="backup",
                summary=f"The last backup is {age} old." if last else "There is no backup yet.",
                detail=f"One is planned every {in_words(backup.every)}. "
                + (f"The last one that was verified is of {last:%Y-%m-%d %H:%M} UTC." if last else "None was verified so far."),
                link="/operations",
                values={"hours": (facts.now - (last or backup.since)) / timedelta(hours=1)},
            )
        ]


RULE = BackupOverdue()
