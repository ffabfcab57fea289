"""Insights: conclusions with their evidence that change the next brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class InsightStatus(StrEnum):
    """What was decided about an insight: agents write by those that are applied."""

    OPEN = "open"
    APPLIED = "applied"
    DISMISSED = "dismissed"


ALLOWED = {
    InsightStatus.OPEN: frozenset({InsightStatus.APPLIED, InsightStatus.DISMISSED}),
    InsightStatus.APPLIED: frozenset({InsightStatus.DISMISSED}),
    InsightStatus.DISMISSED: frozenset({InsightStatus.APPLIED}),
}


@dataclass(frozen=True)
class InsightView:
    """A conclusion. `evidence` holds at least `sample_size` and the figures; `status` is open, applied or dismissed."""

    id: str
    client_id: str
    agent_id: str
    claim: str
    evidence: Mapping[str, Any]
    status: str
    created_at: datetime
