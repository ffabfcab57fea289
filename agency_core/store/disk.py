"""What was written is on the disk, and what was deleted was written over first."""

from __future__ import annotations

import os
from pathlib import Path

PIECE = 1024 * 1024


def sync(file: Path) -> None:
    """Force a file to the disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    if os.name == "posix":  # elsewhere a folder cannot be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def wipe(file: Path) -> None:
    """Delete a file, if it is there, after writing over it; one that has a second name only loses this one."""
    if not file.exists():
        return
    if file.stat().st_nlink == 1:
        left = file.stat().st_size
        with file.open("r+b") as opened:
            while left > 0:
                left -= opened.write(bytes(min(left, PIECE)))
            opened.flush()
            os.fsync(opened.fileno())
    file.unlink()
