"""Maintenance: while the installation is worked on, alerts are kept and nobody is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from agency_core.domain.watching import MaintenanceView


def lasts(window: MaintenanceView, now: datetime) -> bool:
    """Whether a window is open."""
    return window.ended_at is None and window.starts_at <= now < window.ends_at


def maintained_by(windows: Iterable[MaintenanceView], now: datetime) -> str:
    """Why everything is silent; empty when no window is open."""
    return next((f"maintenance: {each.why}" for each in windows if lasts(each, now)), "")
