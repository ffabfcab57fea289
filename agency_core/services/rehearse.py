"""Rehearse: play the coming week in advance, in a process of its own, on a copy whose accounts are all on simulators."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.paging import Listing, Page
from agency_core.domain.rehearsal import UNFINISHED, WEEK, RehearsalStatus, RehearsalView, Weather
from agency_core.errors import AgencyError, Conflict, Invalid
from agency_core.models import RehearsalRow
from agency_core.security.kept_files import FileKeys
from agency_core.services import understudy
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import rehearsal

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
QUICK = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Where writing costs nothing, on systems that have it: what a rehearsal writes is worth nothing once it has been read."""
_STOPPED = "It ended before its report: the process was stopped, or ran out of memory."


class Rehearse:
    """Rehearsals of one installation."""

    def __init__(self, db: Database, clock: Clock, data: Path, files: FileKeys) -> None:
        """Copies are made under `data`, beside the media they share; `files` knows the keys that these are sealed with."""
        self._db = db
        self._clock = clock
        self._media = data / "media"
        self._folder = data / "rehearsals"
        self._files = files

    def start(self, actor: Actor, *, client_id: str, weather: str) -> RehearsalView:
        """Put a rehearsal of a client's next seven days into the queue.

        Raises:
            Invalid: no such weather, or nothing is planned.
            Conflict: one of this client waits or runs.
        """
        if weather not in set(Weather):
            raise Invalid(f"{weather!r} is no weather.", field="weather", remedy=f"Use one of: {', '.join(Weather)}.")
        now = self._clock.now()
        with self._db.transaction() as session:
            clients.get(session, client_id)
            actor.write(client_id, "rehearsal")
            if rehearsal.unfinished(session, client_id):
                raise Conflict("A rehearsal of this client is under way.", remedy="Wait for its end, or cancel it.")
            if not rehearsal.planned(session, client_id, now, now + WEEK):
                raise Invalid("Nothing is scheduled in the next seven days.", field="client_id", remedy="Schedule something.")
            row = RehearsalRow(
                id=new_id(now), client_id=client_id, weather=weather, starts_at=now, ends_at=now + WEEK,
                state=RehearsalStatus.QUEUED, requested_by=actor.label, created_at=now, report={}, progress=0.0, error="",
            )
            session.add(row)
            return row.view()

    def get(self, actor: Actor, rehearsal_id: str) -> RehearsalView:
        """One rehearsal."""
        with self._db.reading() as session:
            row = rehearsal.get(session, rehearsal_id)
            actor.reach(row.client_id, "rehearsal")
            return row.view()

    def list(self, actor: Actor, *, client_id: str = "", page: Page | None = None) -> Listing[RehearsalView]:
        """Rehearsals, newest first."""
        if client_id:
            actor.reach(client_id, "rehearsal")
        with self._db.reading() as session:
            return rehearsal.matching(session, client_id, actor.clients, page or Page())

    def cancel(self, actor: Actor, rehearsal_id: str) -> RehearsalView:
        """Give a rehearsal up; one that runs is stopped within a second.

        Raises:
            Conflict: it is over.
        """
        with self._db.transaction() as session:
            row = rehearsal.get(session, rehearsal_id)
            actor.write(row.client_id, "rehearsal")
            if row.state not in UNFINISHED:
                raise Conflict(f"The rehearsal is {row.state}.", field="state", remedy="Start another one.")
            row.state, row.ended_at = RehearsalStatus.CANCELLED, self._clock.now()
            return row.view()

    def run_queued(self) -> int:
        """Rehearse what waits; how many. One that was cut off by the end of its engine begins again."""
        with self._db.reading() as session:
            waiting = rehearsal.unfinished(session)
        for rehearsal_id in waiting:
            self._run(rehearsal_id)
        return len(waiting)

    def _run(self, rehearsal_id: str) -> None:
        with self._db.transaction() as session:
            row = rehearsal.get(session, rehearsal_id)
            if row.state not in UNFINISHED:
                return
            row.state, row.progress = RehearsalStatus.RUNNING, 0.0
            view = row.view()
        try:
            with _scratch(self._folder) as folder:
                for answer in _played(view, folder, self._copied(view, folder)):
                    if not self._told(rehearsal_id, answer):
                        return
        except (AgencyError, OSError) as error:
            log.warning("rehearsal %s failed: %s", rehearsal_id, error)
            self._told(rehearsal_id, {"failed": str(error)})

    def _copied(self, view: RehearsalView, folder: Path) -> dict[str, str]:
        """Put what is needed into `folder`; the keys of the client's files, by their names, which are told and never kept."""
        with self._db.reading() as session:
            week = understudy.Week(view.client_id, view.starts_at, view.ends_at)
            names = understudy.written(session, week, self._media, folder)
        found = {name: self._files.of_file(view.client_id, name) for name in names}
        return {name: key.hex() for name, key in found.items() if key is not None}

    def _told(self, rehearsal_id: str, answer: dict[str, Any]) -> bool:
        """Write down what the child said; whether it shall go on."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = rehearsal.get(session, rehearsal_id)
            if row.state != RehearsalStatus.RUNNING:
                return False
            if "progress" in answer:
                row.progress = answer["progress"]
            elif "report" in answer:
                undecided = rehearsal.undecided(session, row.client_id, row.starts_at, row.ends_at)
                row.report = _with_undecided(answer["report"], undecided)
                row.state, row.progress, row.ended_at = RehearsalStatus.DONE, 1.0, now
            else:
                row.state, row.error, row.ended_at = RehearsalStatus.FAILED, answer["failed"], now
            return True


def _with_undecided(report: dict[str, Any], found: list[tuple[datetime, str, str]]) -> dict[str, Any]:
    """The report with what nobody has approved among its decisions."""
    asks = [
        {"at": at.isoformat(), "platform": "", "about": title, "concerns": 1,
         "asks": f"It is {'a draft' if status == 'draft' else status.replace('_', ' ')}: approve it, or nothing goes out."}
        for at, status, title in found
    ]  # fmt: skip
    return {**report, "decisions": [*asks, *report["decisions"]], "unapproved": len(asks)}


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, beside the media so that these need not be copied."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():  # of an engine that was killed
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="week-") as place:
        yield Path(place)


def _played(view: RehearsalView, folder: Path, keys: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What the child says, line by line; it is stopped when nobody listens any more."""
    request = {
        "folder": str(folder), "weather": view.weather, "seed": int.from_bytes(view.id.encode()[-4:]),
        "starts_at": view.starts_at.isoformat(), "ends_at": view.ends_at.isoformat(), "client": view.client_id, "keys": keys,
    }
    command = [sys.executable, "-m", "agency_core.services.rehearsal_child"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with (
        _quick(folder) as quick,
        subprocess.Popen(command, text=True, encoding="utf-8", cwd=ROOT, **pipes) as child,  # noqa: S603 - our own module
    ):
        try:
            assert child.stdin is not None  # noqa: S101 - asked for above
            assert child.stdout is not None  # noqa: S101 - likewise
            child.stdin.write(json.dumps({**request, "quick": str(quick)}))
            child.stdin.close()
            ended = False
            for line in child.stdout:
                answer = json.loads(line)
                ended = "progress" not in answer
                yield answer
            if not ended:
                yield {"failed": _STOPPED}
        finally:
            child.kill()


@contextmanager
def _quick(folder: Path) -> Iterator[Path]:
    """Where the child keeps its databases."""
    if not QUICK.is_dir():
        yield folder
        return
    with tempfile.TemporaryDirectory(dir=QUICK, prefix="agency-rehearsal-") as place:
        yield Path(place)
