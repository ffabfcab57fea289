"""An agency that is only what the engine needs: a real database, real bookkeeping, and services that do nothing."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

import agency_core.engine.clock
from agency_core.domain.clock import SystemClock
from agency_core.engine.tasks import Task
from agency_core.services.gaps import Gaps
from agency_core.services.operate import Operate
from agency_core.services.watch import Watch
from agency_core.settings import Settings
from agency_core.store.opening import open_database


class Wall(datetime):
    """The clock on the wall as APScheduler reads it; tests set it."""

    offset = timedelta(0)

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.offset


class WallClock:
    def now(self) -> datetime:
        return Wall.now(UTC)


@pytest.fixture
def wall(monkeypatch):
    """The clock on the wall, for APScheduler and the ticker alike."""
    monkeypatch.setattr(Wall, "offset", timedelta(0))
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Wall)
    monkeypatch.setattr(apscheduler.triggers.interval, "datetime", Wall)
    monkeypatch.setattr(agency_core.engine.clock, "SystemClock", WallClock)
    return Wall


class Recorder:
    """Remembers that it was asked."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def recover(self) -> int:
        self.calls.append("recover")
        return 0

    def stop(self) -> None:
        self.calls.append("stop")

    def run_due(self) -> int:
        return 0


@pytest.fixture
def data(tmp_path, empty_database):
    return shutil.copytree(empty_database, tmp_path / "data")


@pytest.fixture
def desk_on(data):
    """Make an agency on the one data folder; each call is like another process."""
    opened = []

    def make(clock=None):
        settings = Settings(data=data)
        clock = clock or SystemClock()
        db = open_database(settings, clock)
        opened.append(db)
        asked = Recorder()
        return SimpleNamespace(
            db=db, clock=clock, settings=settings, operate=Operate(db, clock, settings), watch=Watch(db, clock),
            reconcile=asked, publish=asked, asked=asked,
            watchroom=SimpleNamespace(gaps=Gaps(db, clock), notify=SimpleNamespace(stop=lambda: None)),
        )

    yield make
    for db in opened:
        db.close()


@pytest.fixture
def desk(desk_on, clock):
    return desk_on(clock)


def task(name: str, work: Callable, *, every: float = 1.0) -> Task:
    return Task(name, name.title(), timedelta(seconds=every), work)


def until(condition: Callable[[], object], patience: float = 5.0) -> bool:
    """Wait for a condition; whether it came true in time."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False
