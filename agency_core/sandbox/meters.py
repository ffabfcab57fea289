"""Counting calls as the networks do: so many in a window, then no more until it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from agency_core.domain.platform import Platform
from agency_core.sandbox.tables import METERS


@dataclass(frozen=True)
class Meter:
    """What is left of a window. `reset_at` is in seconds since 1970; `over` means that this call is one too many."""

    limit: int
    remaining: int
    reset_at: float
    over: bool

    @property
    def reset(self) -> datetime:
        """When the window ends."""
        return datetime.fromtimestamp(self.reset_at, UTC)


@dataclass(frozen=True)
class Window:
    """So many calls in so many seconds, counted under `name` for one profile."""

    name: str
    limit: int
    seconds: float


def spend(tx: Connection, platform: Platform, profile_id: str, window: Window, now: float, points: int = 1) -> Meter:
    """Count a call of `points`; windows begin at whole multiples of their length, as most networks' do."""
    start = now - now % window.seconds
    key = {"platform": platform, "profile_id": profile_id, "name": window.name}
    mine = [METERS.c[column] == value for column, value in key.items()]
    row = tx.execute(select(METERS.c.start, METERS.c.spent).where(*mine)).first()
    spent = (row.spent if row is not None and row.start == start else 0) + points
    if spent > window.limit:
        return Meter(window.limit, 0, start + window.seconds, over=True)
    written = insert(METERS).values(**key, start=start, spent=spent)
    tx.execute(written.on_conflict_do_update(index_elements=list(key), set_={"start": start, "spent": spent}))
    return Meter(window.limit, window.limit - spent, start + window.seconds, over=False)
