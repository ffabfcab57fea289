"""Refusals at the gate: counted while requests go on, and put into the audit trail by a thread of their own."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agency_core.domain.actor import Actor
from agency_core.domain.audit import REFUSED
from agency_core.domain.clock import Clock
from agency_core.errors import AgencyError
from agency_core.services.audit import note
from agency_core.services.people import NOBODY
from agency_core.services.tries import by_address
from agency_core.store.database import Database

log = logging.getLogger(__name__)
MOST = 50
"""So many different refusals (who, from where, what for) are told apart at a time; those beyond are counted together."""
SOON, LATER = timedelta(minutes=1), timedelta(hours=1)
"""After the first the trail is told at once, of those of the next minute together, and then hourly as long as they come."""
LOOK_EVERY = 0.5
Key = tuple[str, str, str]
_OTHERS: Key = ("", "", "others")


@dataclass(frozen=True)
class _Counted:
    actor: Actor
    asked: str
    since: datetime
    due: datetime
    times: int = 1
    pause: timedelta = SOON


class Refusals:
    """What the gate turned away; to tell of it waits for nothing, and memory and trail are bounded whatever comes."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Write into the trail of `db`."""
        self._db = db
        self._clock = clock
        self._guard, self._writing = threading.Lock(), threading.Lock()
        self._counted: dict[Key, _Counted] = {}
        self._over = threading.Event()
        self._writer: threading.Thread | None = None

    def tell(self, actor: Actor | None, address: str, code: str, asked: str) -> None:
        """Count a refusal.

        Args:
            actor: who was refused; None when nobody knows.
            address: where from.
            code: why, as the problem calls it.
            asked: for what, without anything that may be a secret.
        """
        who, now = actor or replace(NOBODY, address=address), self._clock.now()
        key = (who.label, by_address("gate", address).key, code)
        with self._guard:
            if key not in self._counted and len(self._counted) >= MOST:
                self._counted = {each: held for each, held in self._counted.items() if held.times or held.due > now}
            if key not in self._counted and len(self._counted) >= MOST:
                key, who = _OTHERS, NOBODY
            known = self._counted.get(key)
            self._counted[key] = replace(known, times=known.times + 1) if known else _Counted(who, asked, now, now)
            if self._writer is None and not self._over.is_set():
                self._writer = threading.Thread(target=self._run, name="refusals", daemon=True)
                self._writer.start()

    def write(self, *, all_of_them: bool = False) -> int:
        """Put what is due into the trail; how many entries were made.

        Raises:
            AgencyError: it cannot be written now; it is still counted then.
        """
        with self._writing:
            return self._write(self._clock.now(), all_of_them=all_of_them)

    def close(self) -> None:
        """Write what is left, as far as it can be written, and end the thread."""
        self._over.set()
        writer = self._writer
        if writer is not None:
            writer.join()
        self._tried(all_of_them=True)

    def _write(self, now: datetime, *, all_of_them: bool) -> int:
        with self._guard:
            due = {key: each for key, each in self._counted.items() if each.due <= now or all_of_them}
        told = {key: each for key, each in due.items() if each.times}
        if told:
            with self._db.transaction() as session:
                for key, each in told.items():
                    said = {"error": key[2], "asked": each.asked, "times": each.times, "since": each.since.isoformat()}
                    note(session, each.actor, "gate.refused", noun="gate", outcome=REFUSED, said=said)
        with self._guard:
            for key, each in due.items():
                self._settle(key, each, now)
        return len(told)

    def _settle(self, key: Key, told: _Counted, now: datetime) -> None:
        left = self._counted.get(key, told).times - told.times
        if left or told.times:
            self._counted[key] = replace(told, times=left, since=now, due=now + told.pause, pause=LATER)
        else:
            self._counted.pop(key, None)

    def _run(self) -> None:
        while not self._over.is_set():
            self._tried()
            with self._guard:
                if not any(each.times for each in self._counted.values()):
                    self._writer = None
                    return
            self._over.wait(LOOK_EVERY)

    def _tried(self, *, all_of_them: bool = False) -> None:
        try:
            self.write(all_of_them=all_of_them)
        except AgencyError as unwritten:  # they were refused in any case, and stay counted
            log.warning("Refusals at the gate could not be written into the audit trail: %s", unwritten.message)
