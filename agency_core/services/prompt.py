"""Prompt: an answer within seconds, also when whoever is asked says nothing at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from agency_core.errors import StorageFailed

SECONDS = 3.0
MOST_HUNG = 8
T = TypeVar("T")


class Prompt:
    """Asks on threads of its own and does not wait for those that hang; no more of them hang than a few."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Wait `seconds` for an answer."""
        self._seconds = seconds
        self._free = threading.Semaphore(MOST_HUNG)

    def answer(self, question: Callable[[], T]) -> T:
        """What `question` returns.

        Raises:
            StorageFailed: it did not return in time, or so many others have not that it was not asked.
            Exception: whatever the question raises.
        """
        if not self._free.acquire(timeout=self._seconds):
            raise self._late()
        said: list[T] = []
        failed: list[BaseException] = []

        def ask() -> None:
            try:
                said.append(question())
            except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asked
                failed.append(error)
            finally:
                self._free.release()

        thread = threading.Thread(target=ask, name="prompt", daemon=True)
        thread.start()
        thread.join(self._seconds)
        if failed:
            raise failed[0]
        if not said:
            raise self._late()
        return said[0]

    def _late(self) -> StorageFailed:
        return StorageFailed(f"It did not answer within {self._seconds:g} s.", remedy="Look at the disk, or at its server.")
