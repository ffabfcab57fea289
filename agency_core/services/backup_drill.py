"""A restore drill: a backup is unpacked whole and its database brought to this version in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from agency_core.errors import StorageFailed
from agency_core.services import backup_dump
from agency_core.services.backup_file import DUMP, BackupReader, Manifest
from agency_core.services.rehearse import ROOT

MOST_SECONDS = 3600
_AGAIN = "Make another backup, and drill again."


def drilled(backup: Path, folder: Path, key: Path) -> int:
    """Restore `backup` below `folder`; how many rows its database holds.

    The dump of a server is read to its end, but not loaded: that would need an empty server.

    Raises:
        Invalid: the backup is damaged.
        StorageFailed: its database does not open, misses rows, or its secrets do not open with the key at `key`.
    """
    with BackupReader(backup) as reader:
        told = reader.manifest
        for name in told.entries:
            reader.unpack(name, folder / name)
    file = folder / told.database
    rows = backup_dump.rows_of(file) if told.database == DUMP else _opened(file, key, told)
    _refuse_fewer(rows, told.rows)
    return sum(rows.values())


def _opened(file: Path, key: Path, told: Manifest) -> dict[str, int]:
    request = json.dumps({"file": str(file), "key": str(key)})
    command = [sys.executable, "-m", "agency_core.services.backup_check"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=request, capture_output=True, text=True, cwd=ROOT, timeout=MOST_SECONDS, check=False
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise StorageFailed("The process that opened the copy gave no answer.", remedy=_AGAIN) from error
    if "failed" in answer:
        raise StorageFailed(str(answer["failed"]), remedy=_AGAIN)
    if told.key_id and not answer["key_id"]:
        raise StorageFailed("A secret that the backup held is gone.", remedy=_AGAIN)
    return dict(answer["rows"])


def _refuse_fewer(rows: dict[str, int], told: dict[str, int]) -> None:
    off = [name for name, count in told.items() if rows.get(name, count) != count]
    if off:
        raise StorageFailed(f"Rows are not as they were in {', '.join(off)}.", remedy=_AGAIN)
