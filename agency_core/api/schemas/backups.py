"""What requests say of backups and of retention."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agency_core.api.schemas.words import Address, Words
from agency_core.domain.backup import MOST_HOURS, MOST_KEPT, BackupPlan
from agency_core.domain.retention import MOST_DAYS, RetentionPlan

Kept = Annotated[int, Field(ge=0, le=MOST_KEPT)]
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]


class PlanGiven(Words):
    """How often one is made (`every_hours` 0: never by itself), where to, how many are kept; what is left out is as usual."""

    every_hours: Annotated[int, Field(ge=0, le=MOST_HOURS)] = BackupPlan.every_hours
    keep_last: Annotated[int, Field(ge=1, le=MOST_KEPT)] = BackupPlan.keep_last
    keep_weekly: Kept = BackupPlan.keep_weekly
    keep_monthly: Kept = BackupPlan.keep_monthly
    folder: Address = BackupPlan.folder
    to_s3: bool = BackupPlan.to_s3

    def plan(self) -> BackupPlan:
        """The plan in the agency's words."""
        return BackupPlan(**self.model_dump())


class RetentionGiven(Words):
    """After how many days what of each kind goes; 0: never. What is left out is as usual."""

    attempt_steps: Days = RetentionPlan.attempt_steps
    history: Days = RetentionPlan.history
    jobs: Days = RetentionPlan.jobs
    gauges: Days = RetentionPlan.gauges
    notifications: Days = RetentionPlan.notifications
    alerts: Days = RetentionPlan.alerts
    snapshots: Days = RetentionPlan.snapshots

    def plan(self) -> RetentionPlan:
        """The plan in the agency's words."""
        return RetentionPlan(**self.model_dump())
