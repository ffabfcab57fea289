"""What every process that stays begins with: its log and, where somebody asked for them, its traces."""

from __future__ import annotations

from agency_core.observe import logs, traces
from agency_core.settings import Settings


def observed(chosen: Settings) -> None:
    """Let this process be observed as its settings say."""
    logs.set_up(logs.Wish(chosen.log_level, chosen.log_format, chosen.role, chosen.data))
    traces.set_up(chosen.otlp_endpoint, chosen.role)
