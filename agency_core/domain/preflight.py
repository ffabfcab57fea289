"""The look before publishing: a day and an hour ahead, while there is still time to repair what would go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

PREFLIGHT = "preflight"
"""What `failure` of a waiting delivery says when something would go wrong."""
AGAIN = timedelta(minutes=10)
"""How often a delivery with problems is looked at again."""


class Stage(StrEnum):
    """How long before its time a delivery is looked at."""

    DAY = "24h"
    HOUR = "1h"


AHEAD = {Stage.HOUR: timedelta(hours=1), Stage.DAY: timedelta(hours=24)}


@dataclass(frozen=True)
class Problem:
    """What would go wrong, and what a person can do about it. `about`: account, approval, media, limits or rules."""

    about: str
    said: str
    remedy: str


def stage_at(due_at: datetime, now: datetime) -> Stage | None:
    """The look that is due now; None while its time is further away than a day."""
    return next((stage for stage, ahead in AHEAD.items() if due_at - now <= ahead), None)


def is_due(done: Mapping[str, Any], due_at: datetime, now: datetime) -> bool:
    """Whether a delivery should be looked at now; `done` is what the last look left: {stage, at, problems}."""
    stage = stage_at(due_at, now)
    if stage is None or due_at <= now:
        return False
    if done.get("stage") != stage:
        return True
    return bool(done["problems"]) and now - datetime.fromisoformat(done["at"]) >= AGAIN
