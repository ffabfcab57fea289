"""How old the data on screen is, and whether it still comes in."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from agency_core.domain.operations import BEAT_EVERY
from agency_core.ui import context
from agency_core.ui.kit import formats
from agency_core.ui.kit.text import plain

_PAUSED = "live_paused"
STALE_AFTER, LOST_AFTER = 2, 5
"""After how many intervals without new data a panel is stale, and after how many it is cut off."""


def freshness_text(as_of: datetime | None, every: float, now: datetime) -> str:
    """The stamp as Markdown.

    Args:
        as_of: the time of the data, not of its drawing; None when there never was any.
        every: seconds between two pieces of data; 0 when they come at no fixed pace.
        now: the present moment.
    """
    if as_of is None:
        return ":gray[No data yet]"
    stamp = f"Updated {formats.clock(as_of, context.zone(), seconds=True)} · {formats.relative(as_of, now)}"
    age = now - as_of
    if every and age > LOST_AFTER * timedelta(seconds=every):
        return f":red[:material/error: Disconnected · {stamp}]"
    if every and age > STALE_AFTER * timedelta(seconds=every):
        return f":orange[:material/warning: Stale · {stamp}]"
    return f":gray[{stamp}]"


def freshness(as_of: datetime | None, every: float = 0, *, never: str = "No data yet") -> None:
    """Show when the data is from: `Updated 14:32:05 · 4 s ago`; orange when stale, red when disconnected; else `never`."""
    st.caption(freshness_text(as_of, every, context.now()) if as_of else plain(never))


def engine_freshness(beat_at: datetime | None) -> None:
    """Show the last sign of life of the engine, from which all live numbers come."""
    freshness(beat_at, BEAT_EVERY.total_seconds(), never="The scheduler has not run yet")


def live(seconds: float) -> float | None:
    """The `run_every` of a live fragment: `seconds`, or None while the person has paused live updates."""
    return None if st.session_state.get(_PAUSED) else seconds


def live_toggle() -> None:
    """The switch that pauses live updates on every page of this session."""
    st.toggle("Pause updates", key=_PAUSED, persist_state="session")
