"""The machine: interpreter, zones, folder, disk, memory, clocks."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import available_timezones

from sqlalchemy import func, select

from agency_core.domain.operations import CheckView
from agency_core.preflight import folder_problem, python_problem
from agency_core.services.checks.patient import Patient, failed, warning, well
from agency_core.services.machine import memory as memory_room

SCARCE = 1024**3
TOO_LITTLE = 100 * 1024**2
ZONES = 400
MOST_MEMORY = 0.8
MOST_SKEW = 2.0
"""Seconds that two clocks may differ."""
_BEGAN = (time.time(), time.monotonic())


def python(_patient: Patient) -> CheckView:
    """Whether the interpreter is new enough."""
    problem = python_problem(sys.version_info[:3])
    return failed("Python", problem.what, problem.remedy) if problem else well("Python", sys.version.split()[0])


def zones(_patient: Patient) -> CheckView:
    """Whether the zones of the world are known."""
    count = len(available_timezones())
    if count < ZONES:
        return failed("Time zones", f"Only {count} time zones are known.", "Run pip install --upgrade tzdata.")
    return well("Time zones", f"{count} known")


def folder(patient: Patient) -> CheckView:
    """Whether files can be written to the data folder."""
    place = patient.settings.data
    problem = folder_problem(place)
    return failed("Data folder", problem.what, problem.remedy) if problem else well("Data folder", str(place.absolute()))


def disk(patient: Patient) -> CheckView:
    """Whether there is room on the disk."""
    free = shutil.disk_usage(patient.settings.data).free
    detail, remedy = f"{free / 1024**3:.1f} GB free", "Free some space on this disk."
    if free >= SCARCE:
        return well("Disk space", detail)
    return (failed if free < TOO_LITTLE else warning)("Disk space", detail, remedy)


def memory(_patient: Patient) -> CheckView:
    """Whether there is room in memory, of the control group where there is one."""
    room = memory_room()
    if room is None:
        return well("Memory", "not known on this system")
    detail = f"{room.used / room.total:.0%} of {room.total / 1024**3:.1f} GB used, {room.of}"
    if room.used <= MOST_MEMORY * room.total:
        return well("Memory", detail)
    return warning("Memory", detail, "End other programs, give this one more memory, or lower AGENCY_DELIVERY_WORKERS.")


def clocks(patient: Patient) -> CheckView:
    """Whether the clocks of system, disk and database agree, and the system's was not moved since this process started.

    No other machine is asked: a clock that is wrong everywhere is not found.
    """
    found = {"was moved since the start": (time.time() - _BEGAN[0]) - (time.monotonic() - _BEGAN[1])}
    found["and the one of the disk differ"] = _disk_time(patient.settings.data) - time.time()
    if not patient.db.is_embedded:
        said = patient.read(lambda session: session.scalar(select(func.extract("epoch", func.clock_timestamp()))))
        found["and the one of the database differ"] = float(said or 0) - time.time()
    wrong = [f"The clock {what} by {abs(by):.0f} s" for what, by in found.items() if abs(by) > MOST_SKEW]
    if wrong:
        return warning("Clock", "; ".join(wrong), "Let the system keep its time (timedatectl set-ntp true), then restart.")
    asked = "system and disk" if patient.db.is_embedded else "system, disk and database"
    return well("Clock", f"{asked} agree; no other machine is asked")


def _disk_time(place: Path) -> float:
    with tempfile.NamedTemporaryFile(dir=place, prefix=".clock-") as probe:
        probe.write(b"0")
        probe.flush()
        return Path(probe.name).stat().st_mtime
