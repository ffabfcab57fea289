"""The ledger as the disk has it: read, and aged, from another process than the one that owns it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agency_core.store.cipher import connect
from agency_core.store.key_file import key_path
from agency_core.store.opening import key_for

MOMENTS = {
    "delivery": ("due_at", "next_attempt_at", "expires_at", "created_at", "updated_at"),
    "content": ("scheduled_time", "created_at", "updated_at"),
    "worker": ("started_at", "beat_at"),
    "task": ("last_run_at", "next_run_at"),
    "gap": ("since",),
}
"""Columns that an installation's past and plans stand in."""


@dataclass(frozen=True)
class Death:
    """What was going on at a moment: deliveries by state, and how many of those being sent may be public already."""

    states: Counter[str]
    committed: int


@dataclass(frozen=True)
class Delivered:
    """How one delivery stands; `word` is what only its text has."""

    id: str
    platform: str
    state: str
    why: str
    word: str


@dataclass(frozen=True)
class LedgerFile:
    """The database file of an installation."""

    file: Path

    def states(self) -> Counter[str]:
        """How many deliveries there are in each state; none before there is a database."""
        return Counter(dict(self._rows("SELECT state, count(*) FROM delivery GROUP BY state")))

    def death(self) -> Death:
        """What is going on now."""
        sent = "SELECT count(*) FROM delivery WHERE state = 'sending' AND json_extract(publish_state, '$.phase') = 'commit_sent'"
        return Death(self.states(), self._rows(sent)[0][0])

    def leads(self, pid: int) -> bool:
        """Whether the process `pid` runs the engine."""
        return bool(self._rows("SELECT 1 FROM worker WHERE pid = ? AND leading", (pid,)))

    def external_ids(self) -> dict[str, str]:
        """The network's id of the post of each delivery."""
        return dict(self._rows("SELECT id, external_id FROM delivery"))

    def is_settled(self) -> bool:
        """Whether nothing moves by itself any more: out, failed, or uncertain for good."""
        moving = "state IN ('pending', 'sending') OR (state = 'unconfirmed' AND next_attempt_at < '9000')"
        return not self._rows(f"SELECT 1 FROM delivery WHERE {moving} LIMIT 1")

    def delivered_words(self) -> list[Delivered]:
        """Every delivery; the first six letters of its content's text and the part of its thread make its word."""
        word = "substr(content_body, 1, 6) || 'p' || part"
        rows = f"SELECT delivery.id, platform, state, delivery.why, {word} FROM delivery JOIN content ON content.id = content_id"
        return [Delivered(*row) for row in self._rows(rows)]

    def lateness(self, but_client: str = "") -> list[float]:
        """Seconds between the time and the delivery of each delivery that is out, but for those of a client."""
        out = "SELECT due_at, delivered_at FROM delivery WHERE delivered_at IS NOT NULL AND client_id <> ?"
        rows = self._rows(out, (but_client,))
        return sorted((datetime.fromisoformat(out) - datetime.fromisoformat(due)).total_seconds() for due, out in rows)

    def delivered(self) -> list[datetime]:
        """When each delivery went out, in order (UTC, without a zone)."""
        rows = self._rows("SELECT delivered_at FROM delivery WHERE delivered_at IS NOT NULL ORDER BY delivered_at")
        return [datetime.fromisoformat(each) for (each,) in rows]

    def moved_to(self, state: str) -> int:
        """How often a delivery came into a state."""
        return int(self._rows("SELECT count(*) FROM history WHERE noun = 'delivery' AND to_state = ?", (state,))[0][0])

    def interrupted(self) -> int:
        """How many tries ended with their process."""
        return int(self._rows("SELECT count(*) FROM attempt WHERE outcome = 'interrupted'")[0][0])

    def age(self, by: timedelta) -> None:
        """Let everything that was planned or done lie further back, as after a stop of that length."""
        with closing(opened(self.file, "mode=rw")) as connection:
            for table, columns in MOMENTS.items():
                shifted = ", ".join(
                    f"{column} = strftime('%Y-%m-%d %H:%M:%f', {column}, ?) || '000'" for column in columns
                )
                seconds = f"-{by.total_seconds()} seconds"
                connection.execute(f"UPDATE {table} SET {shifted}", [seconds] * len(columns))

    def _rows(self, question: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._looking() as connection:
            return connection.execute(question, values).fetchall() if connection else []

    @contextmanager
    def _looking(self) -> Iterator[Any]:
        """Read only, so that whoever is started next recovers the file as the killed process left it."""
        if not self.file.exists():
            yield None
            return
        with closing(opened(self.file, "mode=ro")) as connection:
            yield connection


def opened(file: Path, mode: str) -> Any:
    """A connection of our own to the database of an installation, with the key from its key file."""
    return connect(file, key_for(file, key_path(os.environ.get("AGENCY_KEY_FILE", ""), file.parent)), mode=mode)
