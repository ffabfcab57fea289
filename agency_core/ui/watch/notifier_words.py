"""What a notifier does, in words: of what it tells, when at once and when later, and when it is quiet."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.watching import NotifierView, QuietHours
from agency_core.ui import kit
from agency_core.ui.watch.matching import about


def of_what(one: NotifierView) -> str:
    """Of what it tells, and when."""
    whom = about(one.match)
    if one.after_minutes:
        return f"Only told of what nobody acknowledged for {kit.span(timedelta(minutes=one.after_minutes))}: {whom}"
    return f"Told at once: {whom}"


def again(one: NotifierView) -> str:
    """How often it is told again, and whether it says that something is over."""
    often = kit.span(timedelta(minutes=one.repeat_minutes))
    repeats = f"again every {often} until somebody acknowledges it" if one.repeat_minutes else "once"
    return f"Told {repeats}; {'says' if one.tells_resolved else 'does not say'} that it is over"


def quiet(hours: QuietHours) -> str:
    """Its quiet hours; empty when it has none."""
    if hours.begin == hours.end:
        return ""
    return f"Quiet from {_clock(hours.begin)} to {_clock(hours.end)} ({hours.timezone}): only critical alerts are told then"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
