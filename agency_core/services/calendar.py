"""The calendar's verbs, joined: slots, what returns, posts from a sheet, stopping everything and going on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agency_core.domain.clock import Clock
from agency_core.services.bulk import Bulk
from agency_core.services.numbers import Numbers
from agency_core.services.recur import Recur
from agency_core.services.resume import Resume
from agency_core.services.schedule import Schedule
from agency_core.services.shape import Shaper
from agency_core.services.slots import Slots
from agency_core.store.database import Database


@dataclass(frozen=True)
class Calendar:
    """What fills the calendar beside a person with a date in mind."""

    slots: Slots
    recur: Recur
    bulk: Bulk
    resume: Resume


def open_calendar(db: Database, clock: Clock, schedule: Schedule, shaper: Shaper, numbers: Numbers, data: Path) -> Calendar:
    """The calendar of one installation; files that are imported lie under `data`."""
    return Calendar(
        slots=Slots(db, clock, schedule, numbers), recur=Recur(db, clock, schedule),
        bulk=Bulk(db, clock, schedule, shaper, data), resume=Resume(db, clock, schedule),
    )
