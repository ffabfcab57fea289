"""The one set-up of the log: to standard error for people or programs, and as JSON lines to a file of the data folder."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from pathlib import Path

from agency_core.observe.log_file import LogFile
from agency_core.observe.log_lines import Clean, HumanLines, JsonLines

FOLDER, FILE = "logs", "agency.log"
_OURS = "agency"
QUIET = ("alembic", "apscheduler", "fontTools", "weasyprint", "PIL", "procrastinate")
"""Whose own news are of no use here; their warnings are."""


@dataclass(frozen=True)
class Wish:
    """How the log is wanted: the level, `human` or `json` on standard error, what this process does, and the data folder."""

    level: str
    shape: str
    role: str
    data: Path


@dataclass(frozen=True)
class FileState:
    """How the log's file does: how many lines could not be written by this process, and why the last one could not."""

    path: Path
    lost: int
    problem: str


def path_in(data: Path) -> Path:
    """Where the log of a data folder lies."""
    return data / FOLDER / FILE


def set_up(wish: Wish) -> None:
    """Write the log as wished from now on, in the place of what was set up before."""
    logging.raiseExceptions = False  # a closed or full standard error must not become the subject of the log
    root = logging.getLogger()
    for handler in [each for each in root.handlers if each.name == _OURS]:
        root.removeHandler(handler)
        handler.close()
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(JsonLines(wish.role) if wish.shape == "json" else HumanLines())
    file = LogFile(path_in(wish.data))
    file.setFormatter(JsonLines(wish.role))
    for handler in (stream, file):
        handler.name = _OURS
        handler.addFilter(Clean())
        root.addHandler(handler)
    root.setLevel(wish.level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def file_state() -> FileState | None:
    """How the file of this process does; None when the log was never set up."""
    found = next((each for each in logging.getLogger().handlers if isinstance(each, LogFile)), None)
    return FileState(found.path, found.lost, found.problem) if found else None
