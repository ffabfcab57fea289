"""One data folder, one leader: an exclusive lock on a file, which the operating system frees when its process dies."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout


class LeaderLock:
    """The right to run the engine on a data folder. Threads of one process share one instance."""

    def __init__(self, file: Path) -> None:
        """The lock lives in `file`, which is created when needed and stays."""
        self._lock = FileLock(file, thread_local=False)

    @property
    def held(self) -> bool:
        """Whether this process leads."""
        return self._lock.is_locked

    def try_acquire(self) -> bool:
        """Take the lead unless somebody else has it; whether we have it now."""
        if self.held:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        """Give the lead away."""
        self._lock.release()
