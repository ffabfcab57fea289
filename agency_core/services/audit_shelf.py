"""The shelf of the audit trail: files outside the database that say which entries there were, and the days that are over.

`heads-YYYY-MM-DD.jsonl` gets a line with each transaction that wrote entries: the number and the hash of its last one. Who
cuts the trail off at its end, or writes it anew, leaves lines there that no entry answers to. `YYYY-MM-DD.jsonl` holds all
entries of a day and ends with a line about their head.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from agency_core.domain.audit import FIRST, Anchor, AuditView, chained
from agency_core.errors import StorageFailed

log = logging.getLogger(__name__)
FOLDER, ASIDE = "audit", "set_aside"
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:-\d+)?\.jsonl")
_HEADS = re.compile(r"heads-(\d{4}-\d\d-\d\d)\.jsonl")
_LAST_BYTES = 4096


@dataclass(frozen=True)
class DayFile:
    """A day that was written down: its last entry, and how many it has."""

    path: Path
    id: int
    hash: str
    entries: int

    @property
    def day(self) -> date:
        """The day, of UTC."""
        return date.fromisoformat(self.path.stem[:10])


class Shelf:
    """Writes and reads the files; they are for their owner only."""

    def __init__(self, data: Path) -> None:
        """They lie in `audit` in the data folder."""
        self.folder = data / FOLDER

    def remember(self, number: int, entry_hash: str, at: datetime) -> None:
        """Write down that this was the newest entry; what cannot be written is only logged, as the entry itself is kept."""
        line = json.dumps({"id": number, "hash": entry_hash}) + "\n"
        try:
            self.folder.mkdir(exist_ok=True)
            opened = os.open(self.folder / f"heads-{at:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(opened, line.encode())
            finally:
                os.close(opened)
        except OSError as error:
            log.warning("The head of the audit trail could not be written down: %s", error.strerror)

    def anchors(self) -> Iterator[Anchor]:
        """Everything that was written down about which entries there were, oldest first."""
        for each in self.days():
            yield Anchor(each.id, each.hash, each.path.name)
        for path in self._named(_HEADS):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                found = _anchor(line, path.name)
                if found:
                    yield found

    def days(self) -> tuple[DayFile, ...]:
        """The days that were written down, oldest first; a file that is not whole is none of them."""
        found = [each for path in self._named(_DAY) if (each := _trailer(path))]
        return tuple(sorted(found, key=lambda each: each.id))

    def write(self, day: date, entries: Sequence[AuditView]) -> DayFile:
        """Write a day down, and read it again to be sure.

        Raises:
            StorageFailed: the disk is full or failing, or what is read is not what was written.
        """
        path = self._free(day)
        part = path.with_suffix(".part")
        try:
            self.folder.mkdir(exist_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
                opened.writelines(lines(entries))
                opened.flush()
                os.fsync(opened.fileno())
            part.replace(path)
        except OSError as error:
            raise StorageFailed(f"The audit trail could not be exported: {error.strerror}.", remedy="Check the disk.") from error
        broken = breaks_in(path)
        if broken:
            raise StorageFailed(f"{path.name} is not what was written: {broken}", remedy="Check the disk.")
        return DayFile(path, entries[-1].id, entries[-1].hash, len(entries))

    def forget_heads(self, until: date) -> None:
        """Delete the heads of the days up to `until`, which are written down as a whole."""
        for path in self._named(_HEADS):
            named = _HEADS.fullmatch(path.name)
            if named and date.fromisoformat(named[1]) <= until:
                path.unlink(missing_ok=True)

    def old(self, before: date) -> tuple[DayFile, ...]:
        """Days before `before`; never the newest."""
        return tuple(each for each in self.days()[:-1] if each.day < before)

    def prune(self, before: date) -> int:
        """Delete those days; how many."""
        old = self.old(before)
        for each in old:
            each.path.unlink(missing_ok=True)
        return len(old)

    def set_aside(self, name: str) -> int:
        """Move everything into a folder of its own, so that it is compared no more; how many files."""
        found = [*self._named(_DAY), *self._named(_HEADS)]
        place = self.folder / ASIDE / name
        place.mkdir(parents=True, exist_ok=True)
        for path in found:
            path.replace(place / path.name)
        return len(found)

    def _free(self, day: date) -> Path:
        """The file of a day; another one when it is there, as the clock was set back."""
        names = chain([f"{day}.jsonl"], (f"{day}-{number}.jsonl" for number in count(2)))
        return next(path for name in names if not (path := self.folder / name).exists())

    def _named(self, shape: re.Pattern[str]) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if shape.fullmatch(path.name))


def lines(entries: Iterable[AuditView]) -> Iterator[str]:
    """Entries as JSON lines, and after them one line that names the last, its hash and how many there are."""
    entry_count, last = 0, None
    for last in entries:
        entry_count += 1
        yield json.dumps(last.stored(), ensure_ascii=False) + "\n"
    if last is not None:
        yield json.dumps({"head": {"id": last.id, "hash": last.hash, "entries": entry_count}}) + "\n"


def breaks_in(path: Path) -> str:
    """What is wrong with an exported file; empty when every entry of it is chained to the one before."""
    before, number, lines_read = "", 0, 0
    try:
        with path.open(encoding="utf-8") as opened:
            for line in opened:
                told = json.loads(line)
                if "head" in told:
                    expected = {"id": number, "hash": before, "entries": lines_read}
                    return "" if told["head"] == expected else "its last line does not fit."
                if not _fits(told, before, number):
                    return f"entry {told['id']} was changed, or does not follow the one before."
                before, number, lines_read = told["hash"], told["id"], lines_read + 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"it cannot be read ({type(error).__name__})."
    return "its last line is missing."


def _fits(told: dict[str, Any], before: str, number: int) -> bool:
    rest = {name: value for name, value in told.items() if name not in {"id", "before", "hash"}}
    follows = not before or (told["before"] == before and told["id"] == number + 1)
    return bool(follows and chained(rest, told["before"]) == told["hash"] and (told["id"] != 1 or told["before"] == FIRST))


def _trailer(path: Path) -> DayFile | None:
    try:
        with path.open("rb") as opened:
            opened.seek(max(0, path.stat().st_size - _LAST_BYTES))
            head = json.loads(opened.read().splitlines()[-1])["head"]
        return DayFile(path, int(head["id"]), str(head["hash"]), int(head["entries"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError):  # whoever verifies the files says what is wrong with it
        return None


def _anchor(line: str, place: str) -> Anchor | None:
    try:
        told = json.loads(line)
        return Anchor(int(told["id"]), str(told["hash"]), place)
    except (ValueError, KeyError, TypeError):  # a line that was being written when the power went
        return None
