"""A database of some size that is written to a hundred times a second while a backup of it is made."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert

from agency_core.agency import Agency, make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.clock import SystemClock
from agency_core.domain.operations import Change
from agency_core.models import HistoryRow
from agency_core.settings import Settings
from agency_core.store.queries import history

A_SECOND = 100
AT_ONCE = 2000
_TEXT = 700


def filled(folder: Path, megabytes: int) -> Agency:
    """An agency whose database has about this size, with text that can hardly be packed."""
    agency = make_agency(Settings(data=folder, key_file=str(folder.parent / f"{folder.name}.key")))
    agency.clients.own(LOCAL_OWNER)
    now = SystemClock().now()
    change = Change("default", "client", "default", "", "noted", "person:owner", now)
    for _ in range(megabytes * 1_000_000 // (_TEXT + 100) // AT_ONCE):
        with agency.db.transaction() as session:
            rows = [{**vars(change), "why": os.urandom(_TEXT // 2).hex()} for _ in range(AT_ONCE)]
            session.execute(insert(HistoryRow), rows)
    return agency


@dataclass
class Writers:
    """Two threads that write a row a hundred times a second in all, and how long each write took in seconds."""

    agency: Agency
    waits: list[float] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Writers:
        """Begin."""
        self._threads += [threading.Thread(target=self._write) for _ in range(2)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        due = time.perf_counter()
        while not self._stopping.is_set():
            change = Change("default", "client", "default", "", "noted", "person:owner", SystemClock().now(), "x" * 200)
            begun = time.perf_counter()
            with self.agency.db.transaction() as session:
                history.note(session, change)
            self.waits.append(time.perf_counter() - begun)
            due = max(due + 2 / A_SECOND, begun)
            time.sleep(max(0.0, due - time.perf_counter()))
