"""The process in which a week is rehearsed: an agency on the side, the simulators within, and a clock that jumps.

It gets a JSON request on standard input and answers with JSON lines on standard output: how far it is, then its report.
"""

from __future__ import annotations

import gc
import json
import logging
import random
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from agency_core.domain.clock import MovableClock
from agency_core.domain.rehearsal import Shift, Weather, shift_to_change
from agency_core.errors import AgencyError
from agency_core.models import DeliveryRow
from agency_core.platforms import CONNECTORS
from agency_core.sandbox.inside import Inside, Place
from agency_core.sandbox.store import Store
from agency_core.sandbox.weather import Coming, Sky
from agency_core.security.sealing import KEY_BYTES
from agency_core.services import understudy
from agency_core.services.networks import open_networks
from agency_core.services.publish import Publish
from agency_core.services.reconcile import Reconcile
from agency_core.services.rehearsal_report import Log, report
from agency_core.services.shape import open_shaper
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.queries import rehearsal
from agency_core.store.schema import migrate

NOWHERE = "http://rehearsal.invalid"
AFTERWARDS = timedelta(days=2)
"""How long after the week what is still open is followed."""
TICK = timedelta(seconds=1)
TOLD_EVERY = 0.5


@dataclass(frozen=True)
class Asked:
    """What to rehearse: the rows in `folder`, with databases in `quick`, for the week from `starts_at`.

    `lent` opens the client's media, as long as somebody holds it.
    """

    folder: Path
    quick: Path
    weather: Weather
    seed: int
    starts_at: datetime
    ends_at: datetime
    lent: understudy.LentKeys

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Asked:
        """The request that came as JSON."""
        moments = (datetime.fromisoformat(given["starts_at"]), datetime.fromisoformat(given["ends_at"]))
        lent = understudy.LentKeys(given["client"], given["keys"])
        return cls(Path(given["folder"]), Path(given["quick"]), Weather(given["weather"]), int(given["seed"]), *moments, lent)


class Stage:
    """An agency that lives in a folder of its own, on simulators in this process."""

    def __init__(self, asked: Asked) -> None:
        """Fill it with the rows that came."""
        self._asked = asked
        folder = asked.folder
        settings = Settings(data=folder / "data", key_file=str(folder / "key"), sandbox_url=NOWHERE, public_url="")
        self.clock = MovableClock(asked.starts_at)
        self.db = Database(asked.quick / "week.sqlite3", self.clock, secrets.token_bytes(KEY_BYTES))
        migrate(self.db, settings.data)
        networks = open_networks(settings, self.db, self.clock, CONNECTORS)
        self.shift = self._shift()
        profiles = understudy.read(self.db, networks.vault, folder, self.shift)
        self.sky = Sky(asked.weather, asked.seed, self._coming(profiles), self.clock)
        place = Place(NOWHERE, f"{settings.own_url}/", settings.data / "media")
        self.network = Inside(Store(asked.quick / "network.sqlite3"), self.clock, place, self.sky.doom)
        shaper = open_shaper(settings, self.db, self.clock, replace(networks, http=self.network))
        self._publish = Publish(self.db, self.clock, shaper, workers=1)
        self._reconcile = Reconcile(self.db, self.clock, shaper)
        self.log = Log(self.db, self.clock)

    def told(self) -> dict[str, Any]:
        """The report."""
        remarks = understudy.remarks(self._asked.folder, self.shift) if self.shift else []
        found = report(self.db, self.log, self.sky, remarks)
        return {**found, "clock_change": self.shift.change.isoformat() if self.shift else "", "calls": self.network.calls}

    def play(self) -> Iterator[float]:
        """Let the week pass; after each event, how much of it is over (0 to 1)."""
        start = self.clock.now()
        span = self._asked.ends_at - self._asked.starts_at
        while True:
            self._publish.drain()
            self._reconcile.mark_missed()
            self._reconcile.run()
            self.log.look()
            yield min(1.0, (self.clock.now() - start) / span)
            with self.db.reading() as session:
                following = rehearsal.next_moment(session, self.clock.now())
            if following is None or following > start + span + AFTERWARDS:
                return
            self.clock.move(max(following - self.clock.now(), TICK))

    def _shift(self) -> Shift | None:
        """How the plan is moved, for the weather that wants that; the clock goes with it."""
        if self._asked.weather is not Weather.DAYLIGHT_SAVING:
            return None
        shift = shift_to_change(self._asked.starts_at, understudy.zone_of(self._asked.folder))
        if shift is not None:
            self.clock.move(shift.moved(self._asked.starts_at) - self._asked.starts_at)
        return shift

    def _coming(self, profiles: list[str]) -> Coming:
        moments: dict[str, list[datetime]] = {}
        with self.db.reading() as session:
            for platform, due_at in session.execute(select(DeliveryRow.platform, DeliveryRow.due_at)):
                moments.setdefault(platform, []).append(due_at)
        start = self.clock.now()
        busy = sorted((each for each in profiles if _platform(each) in moments), key=lambda each: -len(moments[_platform(each)]))
        return Coming(start, start + (self._asked.ends_at - self._asked.starts_at), moments, busy)


def _platform(profile: str) -> str:
    return profile.split(".")[1]


def main() -> None:
    """Answer one request."""
    logging.disable(logging.CRITICAL)  # what goes wrong on purpose is told in the report
    asked = Asked.of(json.loads(sys.stdin.read()))
    random.seed(asked.seed)
    gc.set_threshold(100_000)
    began = told = time.monotonic()
    try:
        stage = Stage(asked)
        for progress in stage.play():
            if time.monotonic() - told > TOLD_EVERY:
                told = time.monotonic()
                _say({"progress": round(progress, 4)})
        _say({"report": {**stage.told(), "seconds": round(time.monotonic() - began, 1)}})
    except AgencyError as error:
        _say({"failed": f"{error.message} {error.remedy}".strip()})


def _say(what: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
