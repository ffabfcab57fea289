"""Insights: conclusions with their evidence that change the next brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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
