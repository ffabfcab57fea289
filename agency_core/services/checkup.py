"""The checks of the doctor. Each answers by itself, so that one broken part does not hide the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.exc import SQLAlchemyError

from agency_core.domain.operations import CheckView
from agency_core.errors import AgencyError
from agency_core.services.checks import keeping, machine, work
from agency_core.services.checks.patient import FAILED, Check, Patient

RUNBOOKS = "docs/operations.md"


@dataclass(frozen=True)
class _Entry:
    """A check, and the heading of the runbooks (as an anchor) that tells more about what it finds."""

    name: str
    check: Check
    runbook: str


CHECKS = (
    _Entry("Python", machine.python, "the-agency-does-not-start"),
    _Entry("Time zones", machine.zones, "the-agency-does-not-start"),
    _Entry("Data folder", machine.folder, "the-agency-does-not-start"),
    _Entry("Disk space", machine.disk, "the-disk-fills-up"),
    _Entry("Memory", machine.memory, "memory-runs-short"),
    _Entry("Clock", machine.clocks, "the-clock-is-wrong"),
    _Entry("Rights", keeping.rights, "rights-and-the-key"),
    _Entry("Database", keeping.integrity, "database-errors"),
    _Entry("Schema", keeping.schema, "the-agency-does-not-start"),
    _Entry("Key", keeping.key, "rights-and-the-key"),
    _Entry("Encryption", keeping.encryption, "the-database-is-not-encrypted"),
    _Entry("Backups", keeping.backups, "a-backup-is-overdue"),
    _Entry("Log", keeping.log, "the-log-cannot-be-written"),
    _Entry("Traces", keeping.exports, "the-log-cannot-be-written"),
    _Entry("Engine", work.engine, "the-scheduler-has-stalled"),
    _Entry("Accounts", work.accounts, "a-login-ends"),
    _Entry("Deliveries", work.deliveries, "content-is-not-published"),
    _Entry("Notifiers", work.notifiers, "nobody-is-told"),
)
"""In the order in which things are best repaired."""


def examine(patient: Patient) -> tuple[CheckView, ...]:
    """Every check, with the place of its runbook where something is to be done."""
    return tuple(_asked(entry, patient) for entry in CHECKS)


def _asked(entry: _Entry, patient: Patient) -> CheckView:
    try:
        found = entry.check(patient)
    except (AgencyError, SQLAlchemyError, OSError) as error:
        said = error.message if isinstance(error, AgencyError) else str(error)
        remedy = error.remedy if isinstance(error, AgencyError) else ""
        found = CheckView(entry.name, FAILED, said, remedy or "Check the disk and the data folder, or restore the last backup.")
    return found if found.state == "ok" else replace(found, runbook=f"{RUNBOOKS}#{entry.runbook}")
