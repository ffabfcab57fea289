"""Saved views: a view of a page that got a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

ANALYTICS = "analytics"
"""The page whose views are saved."""
LONGEST_NAME = 80


@dataclass(frozen=True)
class SavedView:
    """A named view: the query of the address that opens it, without the client."""

    id: str
    client_id: str
    page: str
    name: str
    query: Mapping[str, str]
    created_by: str
    created_at: datetime
