"""The checks of the doctor. Each answers by itself, so that one broken part does not hide the others."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import available_timezones

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from agency_core.domain.health import beating, in_words, silence
from agency_core.domain.operations import CheckView
from agency_core.errors import AgencyError
from agency_core.preflight import folder_problem, python_problem
from agency_core.store.database import Database
from agency_core.store.queries import facts, worker
from agency_core.store.schema import standing

T = TypeVar("T")
OK, WARNING, FAILED = "ok", "warning", "failed"
SCARCE = 1024**3
TOO_LITTLE = 100 * 1024**2
LATE = timedelta(minutes=2)
ZONES = 400


@dataclass(frozen=True)
class Patient:
    """What is examined, and when."""

    db: Database
    folder: Path
    now: datetime


def examine(patient: Patient) -> tuple[CheckView, ...]:
    """Every check, in the order in which things are best repaired."""
    return tuple(_asked(name, check, patient) for name, check in CHECKS.items())


def _asked(name: str, check: Callable[[Patient], CheckView], patient: Patient) -> CheckView:
    try:
        return check(patient)
    except (AgencyError, SQLAlchemyError, OSError) as error:
        said = error.message if isinstance(error, AgencyError) else str(error)
        remedy = error.remedy if isinstance(error, AgencyError) else ""
        return CheckView(name, FAILED, said, remedy or "Check the disk and the data folder, or restore the last backup.")


def _python(_patient: Patient) -> CheckView:
    problem = python_problem(sys.version_info[:3])
    if problem:
        return CheckView("Python", FAILED, problem.what, problem.remedy)
    return CheckView("Python", OK, sys.version.split()[0], "")


def _zones(_patient: Patient) -> CheckView:
    count = len(available_timezones())
    if count < ZONES:
        return CheckView("Time zones", FAILED, f"Only {count} time zones are known.", "Run pip install --upgrade tzdata.")
    return CheckView("Time zones", OK, f"{count} known", "")


def _folder(patient: Patient) -> CheckView:
    problem = folder_problem(patient.folder)
    if problem:
        return CheckView("Data folder", FAILED, problem.what, problem.remedy)
    return CheckView("Data folder", OK, str(patient.folder.absolute()), "")


def _disk(patient: Patient) -> CheckView:
    free = shutil.disk_usage(patient.folder).free
    detail = f"{free / 1024**3:.1f} GB free"
    if free >= SCARCE:
        return CheckView("Disk space", OK, detail, "")
    return CheckView("Disk space", FAILED if free < TOO_LITTLE else WARNING, detail, "Free some space on this disk.")


def _integrity(patient: Patient) -> CheckView:
    with patient.db.reading() as session:
        found, size = facts.damage(session), facts.size(session)
    if found:
        remedy = "Restore the last backup: python -m agency_core restore."
        return CheckView("Database", FAILED, f"The file is damaged: {'; '.join(found[:3])}", remedy)
    where = "" if patient.db.is_embedded else f", {patient.db.address}"
    return CheckView("Database", OK, f"{size / 1024**2:.1f} MB, sound{where}", "")


def _schema(patient: Patient) -> CheckView:
    found = standing(patient.db)
    if found.current:
        return CheckView("Schema", OK, f"revision {found.revision}, the newest", "")
    detail = f"revision {found.revision or 'none'}, the newest is {found.newest}"
    return CheckView("Schema", FAILED, detail, "Start the agency once: it brings the schema to the newest revision.")


def _engine(patient: Patient) -> CheckView:
    with patient.db.reading() as session:
        life = worker.life(session)
    if beating(patient.now, life.beat_at):
        return CheckView("Engine", OK, "running", "")
    detail = "has never run"
    if life.seen_at:
        detail = f"no sign of life for {in_words(silence(patient.now, life.seen_at))}"
    remedy = "Start the agency (make run), or a worker alone: python -m agency_core serve --role worker."
    return CheckView("Engine", WARNING, detail, remedy)


def _accounts(patient: Patient) -> CheckView:
    found = _read(patient, facts.accounts)
    if not found:
        return CheckView("Accounts", WARNING, "none connected", "Connect an account on the Accounts page.")
    detail = ", ".join(f"{platform}: {usable} of {total} can publish" for platform, (total, usable) in found.items())
    if all(usable for _, usable in found.values()):
        return CheckView("Accounts", OK, detail, "")
    return CheckView("Accounts", WARNING, detail, "Connect the others again on the Accounts page.")


def _overdue(patient: Patient) -> CheckView:
    late = _read(patient, lambda session: facts.due(session, patient.now - LATE))
    undecided = _read(patient, facts.undecided)
    if not late and not undecided:
        return CheckView("Deliveries", OK, "none overdue", "")
    detail = f"{late} overdue, {undecided} wait for a decision"
    return CheckView("Deliveries", WARNING, detail, "Open the Deliveries page; when many are overdue, look at the engine first.")


def _read(patient: Patient, question: Callable[[Session], T]) -> T:
    with patient.db.reading() as session:
        return question(session)


CHECKS: dict[str, Callable[[Patient], CheckView]] = {
    "Python": _python,
    "Time zones": _zones,
    "Data folder": _folder,
    "Disk space": _disk,
    "Database": _integrity,
    "Schema": _schema,
    "Engine": _engine,
    "Accounts": _accounts,
    "Deliveries": _overdue,
}
