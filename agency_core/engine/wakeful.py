"""Whether this process stood still (stopped, or its machine asleep), or only the clock on the wall was moved."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from agency_core.domain.clock import Clock
from agency_core.domain.downtime import Absence, GapKind
from agency_core.domain.health import in_words

EVERY = 1.0
STOOD = "The process stood still: it was stopped, or its machine slept."


def since_boot() -> float:
    """Seconds that nobody can set, on Linux with the time in which the machine slept."""
    boot_clock: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_clock is None else time.clock_gettime(boot_clock)


class Wakeful:
    """Looks at both clocks once a second on a thread of its own, which waits for nothing else. Safe to share."""

    def __init__(self, clock: Clock, *, longest: timedelta, steady: Callable[[], float] = since_boot) -> None:
        """Remember every absence that is longer than `longest`; `steady` gives seconds that go on whatever is set."""
        self._clock = clock
        self._longest = longest
        self._steady = steady
        self._looking = threading.Lock()
        self._seen: list[Absence] = []
        self._wall, self._at = clock.now(), steady()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._live, name="wakeful", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def absences(self) -> tuple[Absence, ...]:
        """What was seen, now too, and not forgotten."""
        self._look()
        with self._looking:
            return tuple(self._seen)

    def forget(self, count: int) -> None:
        """Forget the first `count` absences: they are on record, or another process saw to them."""
        with self._looking:
            del self._seen[:count]

    def _live(self) -> None:
        while not self._stopping.wait(EVERY):
            self._look()

    def _look(self) -> None:
        with self._looking:
            now, at = self._clock.now(), self._steady()
            stood, passed = timedelta(seconds=at - self._at), now - self._wall
            moved = passed - stood
            if stood > self._longest:
                self._seen.append(Absence(now - stood, now, GapKind.DOWN, STOOD))
            if abs(moved) > self._longest:
                way = "forward" if moved > timedelta(0) else "back"
                span = in_words(timedelta(seconds=round(abs(moved).total_seconds())))
                why = f"The clock was set {way} by {span}; nothing stood still."
                first, last = sorted((now - moved, now))
                self._seen.append(Absence(first, last, GapKind.CLOCK, why))
            self._wall, self._at = now, at
