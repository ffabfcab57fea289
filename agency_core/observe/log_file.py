"""The file of the log: bounded, shared by all processes of an installation, and never a reason to stop working."""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from pathlib import Path

from filelock import FileLock, Timeout

MOST_BYTES = 5_000_000
KEPT = 3
"""How many full files are kept beside the one that is written."""
REST = 15.0
"""Seconds until a file that could not be written is tried again."""


class LogFile(logging.Handler):
    """Writes each line with one call to the end of the file. A full or read-only disk loses lines, and counts them."""

    def __init__(self, path: Path, *, most: int = MOST_BYTES) -> None:
        """Write to `path`, which is opened with the first line; at `most` bytes another file is begun."""
        super().__init__()
        self.path = path
        self.lost = 0
        self.problem = ""
        self._most = most
        self._file = -1
        self._torn = False
        self._rests_until = 0.0
        self._line = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, or count it as lost."""
        if time.monotonic() < self._rests_until:
            self.lost += 1
            return
        try:
            data = f"{self.format(record)}\n".encode("utf-8", "backslashreplace")
            with self._line:
                self._write(data)
            self.problem = ""
        except OSError as error:
            self.lost += 1
            self.problem = error.strerror or type(error).__name__
            self._rests_until = time.monotonic() + REST
            self._shut()

    def close(self) -> None:
        """Close the file."""
        self._shut()
        super().close()

    def _write(self, data: bytes) -> None:
        size = self._opened()
        if size + len(data) > self._most:
            self._turn_over()
            size = self._opened()
            if size > 2 * self._most:
                raise OSError(errno.EFBIG, "The log cannot be turned over")
        data = b"\n" + data if self._torn else data
        self._torn = os.write(self._file, data) < len(data)
        if self._torn:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _opened(self) -> int:
        """Open the file where it is not open, or was turned over by another process; how many bytes it has."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            there = None
        if self._file < 0 or there is None or there.st_ino != os.fstat(self._file).st_ino:
            self._shut()
            self.path.parent.mkdir(exist_ok=True)
            self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
            there = os.fstat(self._file)
        return there.st_size

    def _turn_over(self) -> None:
        try:
            with FileLock(f"{self.path}.lock", timeout=0):
                if self.path.stat().st_size < self._most // 2:
                    return  # another process did it a moment ago
                self._shut()
                for number in range(KEPT, 0, -1):
                    older = self.path.with_name(f"{self.path.name}.{number}")
                    newer = self.path if number == 1 else self.path.with_name(f"{self.path.name}.{number - 1}")
                    if newer.exists():
                        newer.replace(older)
        except (Timeout, PermissionError):
            return  # another process does it, or has it open where that forbids renaming: this line goes to the same file
        except FileNotFoundError:
            return  # another writer did it a moment ago, and nobody has written since

    def _shut(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
