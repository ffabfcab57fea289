"""Logbook: the newest lines of the log, for the owner of the installation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from agency_core.domain.actor import Actor
from agency_core.domain.log import LogFilter, LogLine
from agency_core.errors import Forbidden, Invalid
from agency_core.observe import logs, tail

MOST_BYTES = 4 * 1024**2
"""How much of the log is read at most for one answer, however rare what is looked for."""
MOST_LINES = 1_000


class Logbook:
    """Reads the log of an installation, from its end."""

    def __init__(self, data: Path) -> None:
        """The log lies in the data folder."""
        self._path = logs.path_in(data)

    def lines(self, actor: Actor, wanted: LogFilter) -> tuple[LogLine, ...]:
        """Lines that are wanted, newest first, of the last 4 MB of the log.

        Raises:
            Forbidden: the actor does not own the installation: the log speaks of all clients.
            Invalid: more lines than 1,000 at once.
        """
        if not actor.owns("task"):
            raise Forbidden("Only an owner may read the log.", remedy="Ask an owner.")
        if not 1 <= wanted.limit <= MOST_LINES:
            raise Invalid("limit is out of range.", field="limit", remedy=f"Use 1 to {MOST_LINES}.")
        found: list[LogLine] = []
        for each in tail.newest(self._path, most_bytes=MOST_BYTES):
            line = _line(each)
            if line is not None and wanted.wants(line):
                found.append(line)
                if len(found) == wanted.limit:
                    break
        return tuple(found)


def _line(told: Mapping[str, object]) -> LogLine | None:
    """A line as its reader sees it; None for what we did not write."""
    try:
        at = datetime.fromisoformat(str(told["at"]))
        level, logger, message, correlation_id, process = (
            str(told[name]) for name in ("level", "logger", "message", "correlation_id", "process")
        )
    except (KeyError, ValueError):  # a line of something else in our file
        return None
    return LogLine(at, level, logger, message, correlation_id, process, str(told.get("exception", "")))
