"""The mark in a data folder: which agency lives in it, with which key, and on which server when it is on one."""

from __future__ import annotations

import json
import os
from pathlib import Path

from agency_core.domain.clock import SystemClock
from agency_core.domain.ids import new_id

MARKER = "installation.json"
_BEGUN = "begun"


def mark(folder: Path, *, server: str = "") -> None:
    """Note that a whole agency lives in this folder, and on which server its database is when it is on one."""
    known = {name: value for name, value in marked(folder).items() if name != _BEGUN}
    _write(folder, known | ({"server": server} if server else {}))


def begin(folder: Path) -> None:
    """Note that an agency is being made here; does nothing where one was."""
    if not (folder / MARKER).exists():
        _write(folder, {_BEGUN: "yes"})


def begun(folder: Path) -> bool:
    """Whether an agency was being made here when the process ended: there may be no database yet."""
    return _BEGUN in marked(folder)


def note_key(folder: Path, key_id: str) -> None:
    """Note the name of the key that the database is encrypted with (empty: with none); the name gives nothing away."""
    _write(folder, {name: value for name, value in marked(folder).items() if name != "key"} | ({"key": key_id} if key_id else {}))


def marked(folder: Path) -> dict[str, str]:
    """What the mark says; nothing when there is none."""
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none, or one that says nothing: it is still a mark
        return {}
    return dict(found) if isinstance(found, dict) else {}


def _write(folder: Path, wanted: dict[str, str]) -> None:
    now = SystemClock().now()
    wanted = {"installation": new_id(now), "since": now.isoformat(), **wanted}
    if wanted == marked(folder):
        return
    part = folder / f"{MARKER}.{os.getpid()}.part"
    part.write_text(json.dumps(wanted) + "\n", encoding="utf-8")
    part.replace(folder / MARKER)
