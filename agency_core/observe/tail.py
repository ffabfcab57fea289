"""The newest lines of the log, read from the end of its file: never more of it than is allowed, whatever is looked for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PIECE = 65_536


def newest(path: Path, *, most_bytes: int) -> Iterator[dict[str, Any]]:
    """The lines of `path` and of the file before it, newest first, until `most_bytes` were read.

    What is no line of ours (torn by a full disk) is left out; a file that is not there has none.
    """
    left = most_bytes
    for file in (path, path.with_name(f"{path.name}.1")):
        for line in _backwards(file, left):
            left -= len(line) + 1
            found = _parsed(line)
            if found is not None:
                yield found
        if left <= 0:
            return


def _backwards(file: Path, most: int) -> Iterator[bytes]:
    """Whole lines from the end of a file, within its last `most` bytes."""
    try:
        with file.open("rb") as source:
            at = source.seek(0, os.SEEK_END)
            floor, rest = max(0, at - most), b""
            while at > floor:
                step = min(PIECE, at - floor)
                at = source.seek(at - step)
                rest = source.read(step) + rest
                first, *lines = rest.split(b"\n")
                yield from (line for line in reversed(lines) if line)
                rest = first
            if floor == 0 and rest:
                yield rest
    except OSError:
        return  # no log is no news: the doctor says why it cannot be read


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
