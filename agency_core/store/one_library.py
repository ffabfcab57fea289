"""One SQLite library for each file of ours: a second one in the same process would lose what was committed.

Closing a file gives away all locks that this process has on it, whichever library took them; the second library would then
take the journal away under the first. Other processes may open what they like.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

_ours: set[str] = set()


def keep_for_us(file: Path) -> None:
    """From now on nothing but SQLCipher opens `file` in this process."""
    _watch()
    _ours.add(os.path.realpath(file))


@cache
def _watch() -> None:
    """Listen to what the interpreter tells of its own library; what listens once listens for good."""
    sys.addaudithook(_refuse)


def _refuse(event: str, values: tuple[object, ...]) -> None:
    if event == "sqlite3.connect" and (named := _file(values[0])) and os.path.realpath(named) in _ours:
        raise RuntimeError(f"{named} is opened by SQLCipher in this process; the second library would lose what it wrote")


def _file(named: object) -> str:
    """The file that an argument of `sqlite3.connect` means; empty for none."""
    text = os.fsdecode(named) if isinstance(named, str | bytes | os.PathLike) else ""
    if text.startswith("file:"):
        return unquote(urlsplit(text).path)
    return "" if text == ":memory:" else text
