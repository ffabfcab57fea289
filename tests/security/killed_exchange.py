"""Write the database of an agency anew and die on the way: `killed_exchange.py FOLDER KEY_FILE WHAT`, once for each step.

Before each step the folders are put back as they were; the answer is a line for each: the step, and what a start found then.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import text

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.clock import SystemClock
from agency_core.services import rekey
from agency_core.settings import Settings
from agency_core.store import cipher, exchange, key_file, opening
from agency_core.store.marker import marked

STEPS: tuple[tuple[Any, str, str], ...] = (
    (key_file, "_write", "after"), (exchange, "_alone", "after"), (exchange, "_export", "after"),
    (exchange, "_refuse_different", "after"), (exchange, "_second_name", "before"), (exchange, "_second_name", "after"),
    (Path, "replace", "before"), (Path, "replace", "after"), (opening, "note_key", "before"), (opening, "note_key", "after"),
)
"""Whose function ends the process, and whether it still does its work."""


def main() -> None:
    """Kill at every step."""
    folder, key, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    spare = shutil.copytree(folder, folder.with_name("spare")), shutil.copytree(key.parent, key.parent.with_name("spare-keys"))
    for place, name, moment in STEPS:
        for kept, used in zip(spare, (folder, key.parent), strict=True):
            shutil.rmtree(used)
            shutil.copytree(kept, used)
        died = _child(lambda place=place, name=name, moment=moment: _die(folder, key, what, (place, name, moment)))
        print(json.dumps([f"{moment} {name}", died, *_found(folder, key)]), flush=True)  # noqa: T201 - the answer


def _child(do: Any) -> bool:
    """Run it in a process of its own; whether that was killed."""
    pid = os.fork()
    if not pid:
        do()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def _die(folder: Path, key: Path, what: str, where: tuple[Any, str, str]) -> None:
    place, name, moment = where
    real = getattr(place, name)

    def dying(*values: Any, **named: Any) -> Any:
        if moment == "after":
            real(*values, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, name, dying)
    settings = Settings(data=folder, key_file=str(key))
    if what == "encrypt":
        opening.open_database(settings, SystemClock())
    else:
        rekey.rotate_key(LOCAL_OWNER, settings, SystemClock())


def _found(folder: Path, key: Path) -> list[object]:
    """Whether the file was open, and after a start: its clients, its soundness, files that are open, whether its key is known."""
    was_plain = cipher.is_plain(folder / "agency.sqlite3")
    db = opening.open_database(Settings(data=folder, key_file=str(key)), SystemClock())
    with db.reading() as session:
        sound = session.scalar(text("PRAGMA integrity_check"))
        names = list(session.scalars(text("SELECT name FROM client")))
    db.close()
    open_files = sorted(file.name for file in folder.glob("agency.sqlite3*") if cipher.is_plain(file))
    return [was_plain, names, sound, open_files, marked(folder)["key"] in key_file.create(key).ids]


if __name__ == "__main__":
    main()
