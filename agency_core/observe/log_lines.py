"""Lines of the log: what they hold, in JSON for programs or in words for people, never with a secret or a forged line."""

from __future__ import annotations

import json
import logging
import os
import traceback
from datetime import UTC, datetime

from agency_core.observe import correlation
from agency_core.observe.redaction import encode, hide

FIELDS = ("at", "level", "logger", "message", "correlation_id", "process")
_SAID = "agency_said"


class Clean(logging.Filter):
    """Takes secrets and control characters out of a record once, whichever handlers it goes through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put what may be said beside the record; it is always let through."""
        if not hasattr(record, _SAID):
            setattr(record, _SAID, (encode(hide(_message(record))), _exception(record), correlation.current()))
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: the `FIELDS`, and `exception` where there is one."""

    def __init__(self, role: str) -> None:
        """`role` says what the process does."""
        super().__init__()
        self._process = f"{role}:{os.getpid()}"

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        message, exception, correlation_id = getattr(record, _SAID)
        values = (_at(record), record.levelname, encode(record.name), message, correlation_id, self._process)
        line = dict(zip(FIELDS, values, strict=True))
        if exception:
            line["exception"] = exception
        return json.dumps(line, ensure_ascii=True)


class HumanLines(logging.Formatter):
    """One line in words, an exception indented below it, so that nothing it holds looks like a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and those of the exception."""
        message, exception, correlation_id = getattr(record, _SAID)
        marked = f" [{correlation_id}]" if correlation_id else ""
        head = f"{_at(record)} {record.levelname} {encode(record.name)}{marked}: {message}"
        return "\n".join([head, *(f"    | {encode(line)}" for line in exception.split("\n"))]) if exception else head


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit: what was meant to be said is better than nothing
        return f"{record.msg} {record.args}"


def _exception(record: logging.LogRecord) -> str:
    """The traceback, its lines kept apart and everything else encoded."""
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    text = hide("".join(traceback.format_exception(record.exc_info[1])))
    return "\n".join(encode(line) for line in text.rstrip().split("\n"))
