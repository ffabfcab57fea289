"""When somebody is told: once when the agency is down for long enough, again now and then, and once when it is back."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.watchdog.look import DOWN, Sighting

LOOKS = 2
"""So many looks in a row have to see an agency that itself says that it is down."""


@dataclass(frozen=True)
class Patience:
    """Seconds: how long it may be down until somebody is told, how often again, and from one look to the next."""

    after: float = 300.0
    repeat: float = 3600.0
    every: float = 10.0


@dataclass(frozen=True)
class News:
    """What somebody is told: `state` is down, still_down or recovered; `lasted` are seconds."""

    state: str
    why: str
    lasted: float


class Judge:
    """Judges one sighting after the other. Moments are seconds that only go on."""

    def __init__(self, patience: Patience) -> None:
        """Tell by this patience."""
        self._patience = patience
        self._looks = 0
        self._lasted = 0.0
        self._seen_at = 0.0
        self._told_at: float | None = None

    def see(self, sighting: Sighting, at: float) -> News | None:
        """What is to be told after this sighting at moment `at`; nothing most of the time."""
        return self._up() if sighting.is_up else self._down(sighting, at)

    def _up(self) -> News | None:
        told, lasted = self._told_at is not None, self._lasted
        self._looks, self._lasted, self._told_at = 0, 0.0, None
        return News("recovered", "", lasted) if told else None

    def _down(self, sighting: Sighting, at: float) -> News | None:
        # The watchdog's own machine may have slept: a step counts only as long as a look can take.
        step = min(at - self._seen_at, 3 * self._patience.every) if self._looks else 0.0
        self._looks, self._seen_at = self._looks + 1, at
        self._lasted = max(self._lasted + step, sighting.lasts)
        is_sure = sighting.word == DOWN and self._looks >= LOOKS
        if self._told_at is None:
            if not is_sure and self._lasted < self._patience.after:
                return None
            self._told_at = at
            return News("down", sighting.why, self._lasted)
        if at - self._told_at < self._patience.repeat:
            return None
        self._told_at = at
        return News("still_down", sighting.why, self._lasted)
