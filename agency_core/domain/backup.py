"""Backups: where one stands, how often one is made, where it goes and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from agency_core.errors import Invalid

AGAIN_AFTER = timedelta(minutes=15)
"""How long after a failure the next one by the plan is tried."""
MOST_HOURS, MOST_KEPT = 24 * 31, 1000


class BackupState(StrEnum):
    """Where a backup stands. A file exists only of one that is verified."""

    WAITING = "waiting"
    RUNNING = "running"
    VERIFIED = "verified"
    FAILED = "failed"
    DELETED = "deleted"


class BackupKind(StrEnum):
    """Why there is one: a person asked, the plan did, or its file was found beside the others."""

    MANUAL = "manual"
    SCHEDULED = "scheduled"
    FOUND = "found"


@dataclass(frozen=True)
class BackupPlan:
    """How often a backup is made by itself and how many are kept.

    Attributes:
        every_hours: hours from one to the next; 0: none by itself.
        keep_last: the newest ones, at least 1.
        keep_weekly: weeks of which the newest is kept.
        keep_monthly: months of which the newest is kept.
        folder: where to, on this machine; empty: `backups` in the data folder.
        to_s3: whether a copy goes to the S3-compatible storage, where one is set up.
    """

    every_hours: int = 24
    keep_last: int = 7
    keep_weekly: int = 4
    keep_monthly: int = 6
    folder: str = ""
    to_s3: bool = True

    def stored(self) -> dict[str, Any]:
        """As the table `setting` holds it."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> BackupPlan:
        """The plan that was stored; what is not said is as usual."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})

    def checked(self) -> BackupPlan:
        """The same.

        Raises:
            Invalid: a number is out of its range, or the folder is not named from its root.
        """
        for name, least, most in (
            ("every_hours", 0, MOST_HOURS), ("keep_last", 1, MOST_KEPT), ("keep_weekly", 0, MOST_KEPT),
            ("keep_monthly", 0, MOST_KEPT),
        ):
            if not least <= getattr(self, name) <= most:
                raise Invalid(f"{name} is out of range.", field=name, remedy=f"Use {least} to {most}.")
        if self.folder and ("\0" in self.folder or not Path(self.folder).is_absolute()):
            raise Invalid("The folder is not named from its root.", field="folder", remedy="For example /mnt/backups.")
        return self
