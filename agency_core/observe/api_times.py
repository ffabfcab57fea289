"""How quickly the API of this process answered since somebody last looked."""

from __future__ import annotations

import threading

from agency_core.observe.meters import API


class SinceLastLook:
    """What was added to the API's histogram between two looks."""

    def __init__(self) -> None:
        """Begin with the first request of this process."""
        self._lock = threading.Lock()
        self._seconds, self._requests = 0.0, 0

    def take(self) -> tuple[float, int]:
        """Seconds that answers took since the last look, and how many there were."""
        with self._lock:
            seconds, requests = _totals()
            taken = seconds - self._seconds, requests - self._requests
            self._seconds, self._requests = seconds, requests
            return taken


def _totals() -> tuple[float, int]:
    samples = [sample for metric in API.collect() for sample in metric.samples]
    seconds = sum(sample.value for sample in samples if sample.name.endswith("_sum"))
    return seconds, round(sum(sample.value for sample in samples if sample.name.endswith("_count")))


API_TIMES = SinceLastLook()
