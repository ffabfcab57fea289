"""Retention: how long what is old is kept, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from agency_core.errors import Invalid

MOST_DAYS = 36_500


@dataclass(frozen=True)
class Kind:
    """One kind of old things: what is done with it, in words, and the fewest days that it is kept."""

    name: str
    label: str
    does: str
    least: int


KINDS = (
    Kind("attempt_steps", "Steps of attempts", "the single calls of an attempt are emptied; the attempt itself stays", 30),
    Kind("history", "History", "changes, and the daily files of the audit trail, are deleted", 90),
    Kind("jobs", "Jobs", "runs of tasks are deleted", 1),
    Kind("gauges", "Gauges", "figures of the installation taken now and then are deleted", 32),
    Kind("notifications", "Notifications", "what was told is deleted", 7),
    Kind("alerts", "Resolved alerts", "alerts that are over are deleted", 30),
    Kind("snapshots", "Snapshots", "of each post and day the last is kept, and all sums stay as they are", 90),
)
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class RetentionPlan:
    """After how many days what of each kind goes; 0: never."""

    attempt_steps: int = 400
    history: int = 0
    jobs: int = 14
    gauges: int = 90
    notifications: int = 90
    alerts: int = 400
    snapshots: int = 0

    def stored(self) -> dict[str, Any]:
        """As the table `setting` holds it."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> RetentionPlan:
        """The plan that was stored; what is not said is as usual."""
        return cls(**{each.name: stored.get(each.name, each.default) for each in fields(cls)})

    def days(self, kind: str) -> int:
        """Days of a kind."""
        return int(getattr(self, kind))

    def checked(self) -> RetentionPlan:
        """The same.

        Raises:
            Invalid: a kind is kept for less than its fewest days, or for longer than anybody lives.
        """
        for kind in KINDS:
            if self.days(kind.name) and not kind.least <= self.days(kind.name) <= MOST_DAYS:
                remedy = f"Use {kind.least} to {MOST_DAYS} days, or 0 to keep them for ever."
                raise Invalid(f"{kind.label}: the days are out of range.", field=kind.name, remedy=remedy)
        return self


@dataclass(frozen=True)
class Preview:
    """What would go now by a plan: so many of a kind, older than `days`."""

    kind: str
    label: str
    does: str
    days: int
    count: int
