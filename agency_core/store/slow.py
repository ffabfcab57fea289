"""Statements that took long, with their text and never with their values; the worst of this process since it started."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

from sqlalchemy import Engine, event

from agency_core.domain.clock import Clock
from agency_core.domain.log import SlowQuery

THRESHOLD = 0.2
"""Seconds from which a statement is slow."""
MOST = 100
"""Different statements that are kept; those that took least in all are forgotten."""
LONGEST = 2_000
_LISTS = re.compile(r"\((?:\s*(?:\?|%s|%\(\w+\)s|:\w+|\$\d+)(?:::\w+)?\s*,?){2,}\)")
_SPACE = re.compile(r"\s+")
_BEGAN = "agency_began"


class Slow:
    """Watches an engine. Safe to share between threads."""

    def __init__(self, engine: Engine, clock: Clock, threshold: float = THRESHOLD) -> None:
        """Watch `engine` from now on."""
        self._clock = clock
        self._threshold = threshold
        self._guard = threading.Lock()
        self._seen: dict[str, SlowQuery] = {}
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", self._end)

    def worst(self) -> tuple[SlowQuery, ...]:
        """The slow statements, those that took most in all first."""
        with self._guard:
            return tuple(sorted(self._seen.values(), key=lambda each: each.total_ms, reverse=True))

    def _begin(self, _connection: object, _cursor: object, _statement: str, _values: object, context: Any, *_: object) -> None:  # noqa: ANN401 - SQLAlchemy's execution context
        if context is not None:
            setattr(context, _BEGAN, time.perf_counter())

    def _end(self, _connection: object, _cursor: object, statement: str, _values: object, context: Any, *_: object) -> None:  # noqa: ANN401 - the same
        began = getattr(context, _BEGAN, None)
        took = time.perf_counter() - began if began is not None else 0.0
        if took >= self._threshold:
            self._note(_plain(statement), took * 1000)

    def _note(self, statement: str, ms: float) -> None:
        now = self._clock.now()
        with self._guard:
            old = self._seen.get(statement)
            if old is None and len(self._seen) >= MOST:
                del self._seen[min(self._seen, key=lambda each: self._seen[each].total_ms)]
            before = (old.count, old.total_ms, old.worst_ms) if old else (0, 0.0, 0.0)
            self._seen[statement] = SlowQuery(statement, before[0] + 1, before[1] + ms, max(before[2], ms), now)


def _plain(statement: str) -> str:
    """The text on one line, lists of values as one: statements that differ in their number only are the same."""
    return _SPACE.sub(" ", _LISTS.sub("(...)", statement)).strip()[:LONGEST]
