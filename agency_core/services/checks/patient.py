"""The patient: what is examined, when, and how a finding is put into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from agency_core.domain.operations import CheckView
from agency_core.settings import Settings
from agency_core.store.database import Database

T = TypeVar("T")
OK, WARNING, FAILED = "ok", "warning", "failed"


@dataclass(frozen=True)
class Patient:
    """What is examined, and when."""

    db: Database
    settings: Settings
    now: datetime

    def read(self, question: Callable[[Session], T]) -> T:
        """The answer of the database."""
        with self.db.reading() as session:
            return question(session)


Check = Callable[[Patient], CheckView]


def well(name: str, detail: str) -> CheckView:
    """Nothing to do."""
    return CheckView(name, OK, detail, "")


def warning(name: str, detail: str, remedy: str) -> CheckView:
    """Something to do soon."""
    return CheckView(name, WARNING, detail, remedy)


def failed(name: str, detail: str, remedy: str) -> CheckView:
    """Something to do now."""
    return CheckView(name, FAILED, detail, remedy)
