"""The words of looking into the log, and into what the desk runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LogLevel(StrEnum):
    """How grave a line is."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"


@dataclass(frozen=True)
class LogLine:
    """One line of the log. `correlation_id` names what it belongs to, `process` who wrote it; a traceback is in `exception`."""

    at: datetime
    level: str
    logger: str
    message: str
    correlation_id: str
    process: str
    exception: str = ""


@dataclass(frozen=True)
class LogFilter:
    """Which lines are wanted: from `level` upwards, with `text` in their words, of one correlation id, at most `limit`."""

    level: str = ""
    text: str = ""
    correlation_id: str = ""
    limit: int = 100

    def wants(self, line: LogLine) -> bool:
        """Whether a line is one of them."""
        if self.correlation_id and line.correlation_id != self.correlation_id:
            return False
        if self.level and _rank(line.level) < _rank(self.level):
            return False
        words = f"{line.logger} {line.message} {line.exception}".casefold()
        return self.text.casefold() in words


@dataclass(frozen=True)
class SlowQuery:
    """A statement that took long: its text without values, how often, how long in all and at worst, and when last."""

    statement: str
    count: int
    total_ms: float
    worst_ms: float
    last_at: datetime


@dataclass(frozen=True)
class Waiting:
    """What of one kind waits although it could go, and since when the oldest of it does."""

    name: str
    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class DatabaseView:
    """The database as a thing: where, how large, its schema, and what it grew from within 30 days (None: not known yet)."""

    address: str
    kind: str
    version: str
    size: int
    grown_from: tuple[datetime, float] | None
    revision: str
    newest_revision: str


@dataclass(frozen=True)
class Integrity:
    """The last look at the whole database of this process: when it began and ended (None: it goes on), and what was wrong."""

    began_at: datetime
    ended_at: datetime | None = None
    problems: tuple[str, ...] = ()


def _rank(level: str) -> int:
    names = list(LogLevel)
    return names.index(LogLevel(level)) if level in set(names) else len(names)
