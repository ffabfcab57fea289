"""Quiet hours: in which a notifier is only told what is critical."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from agency_core.domain.rule import Severity
from agency_core.domain.watching import QuietHours


def told_from(quiet: QuietHours, severity: str, now: datetime) -> datetime:
    """When something of this severity may be told: now, or when the quiet hours end."""
    if severity == Severity.CRITICAL or quiet.begin == quiet.end:
        return now
    local = now.astimezone(ZoneInfo(quiet.timezone))
    minute = local.hour * 60 + local.minute
    if not _within(minute, quiet):
        return now
    day = local.date() + timedelta(days=minute >= quiet.end)
    end = datetime.combine(day, time(quiet.end // 60 % 24, quiet.end % 60), local.tzinfo)
    return max(now, end.astimezone(now.tzinfo))  # where clocks go back, the hour that comes twice may lie behind


def _within(minute: int, quiet: QuietHours) -> bool:
    if quiet.begin < quiet.end:
        return quiet.begin <= minute < quiet.end
    return minute >= quiet.begin or minute < quiet.end
