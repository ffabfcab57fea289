"""The watchdog itself: looks, judges, tells, and goes on whatever it meets."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from agency_core.domain.clock import Clock
from agency_core.domain.health import in_words
from agency_core.errors import AgencyError
from agency_core.watchdog.judge import Judge, News, Patience
from agency_core.watchdog.look import DEGRADED, DOWN, HEALTHY, SILENT, STALLED, Look, Sighting
from agency_core.watchdog.ways import Notice, Way

AGAIN_AFTER = 30.0
"""Seconds until a way that failed is tried again."""
STATUS = {HEALTHY: 0, DEGRADED: 1, DOWN: 2, STALLED: 2, SILENT: 3}
"""What `--once` ends with."""
_log = logging.getLogger(__name__)


@dataclass
class _Line:
    """A way, and what has to be told on it."""

    way: Way
    notice: Notice | None = None
    not_before: float = 0.0


class Guard:
    """Watches one agency."""

    def __init__(self, url: str, ways: Sequence[Way], patience: Patience, clock: Clock) -> None:
        """Watch the agency at `url`, and tell on all of `ways`."""
        self._url = url
        self._look = Look(url, patience.every)
        self._judge = Judge(patience)
        self._patience = patience
        self._clock = clock
        self._lines = [_Line(way) for way in ways]
        self._last = ""
        self._stopping = threading.Event()

    def run(self) -> None:
        """Watch until the process is asked to end (SIGTERM or Ctrl-C)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        names = ", ".join(line.way.name for line in self._lines) or "nobody: only the log tells"
        _log.info("Watching %s every %g s; told after %g s: %s", self._url, self._patience.every, self._patience.after, names)
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                self.look()
            except Exception:  # noqa: BLE001 - a watchdog that dies tells nobody: whatever it was, it looks again
                _log.warning("A look failed", exc_info=True)
            self._stopping.wait(max(0.0, self._patience.every - (time.monotonic() - begun)))

    def look(self) -> None:
        """Look once, and tell what has to be told."""
        sighting = self._look.once()
        if sighting.word != self._last:
            self._last = sighting.word
            _log.info("%s is %s. %s", self._url, sighting.word, sighting.why)
        news = self._judge.see(sighting, time.monotonic())
        if news is not None:
            notice = self._notice(news, sighting)
            _log.warning("%s", notice.text)
            for line in self._lines:
                line.notice, line.not_before = notice, 0.0
        for line in self._lines:
            self._tell(line)

    def _notice(self, news: News, sighting: Sighting) -> Notice:
        now, lasted = self._clock.now(), timedelta(seconds=news.lasted)
        since, how_long = now - lasted, in_words(lasted)
        span = f"{since:%Y-%m-%d %H:%M:%S} UTC"
        if news.state == "recovered":
            title = "The agency is back"
            text = f"{title}: {self._url} was down for {how_long}, since {span}."
        else:
            title = "The agency is down" if news.state == "down" else "The agency is still down"
            text = f"{title}: {self._url} is {sighting.word} for {how_long}, since {span}. {news.why}".strip()
        return Notice(news.state, title, text, since, now, self._url)

    def _tell(self, line: _Line) -> None:
        if line.notice is None or time.monotonic() < line.not_before:
            return
        try:
            line.way.tell(line.notice)
        except AgencyError as error:
            line.not_before = time.monotonic() + AGAIN_AFTER
            _log.warning("Not told by %s, tried again in %g s: %s", line.way.name, AGAIN_AFTER, error.message)
        else:
            _log.info("Told by %s: %s", line.way.name, line.notice.title)
            line.notice = None
