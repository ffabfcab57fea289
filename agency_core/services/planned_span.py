"""What silences and maintenance have in common: from when to when, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from agency_core.domain.clock import aware
from agency_core.errors import Invalid

LONGEST_REASON = 500


def checked_span(starts_at: datetime | None, ends_at: datetime, now: datetime, longest: timedelta) -> tuple[datetime, datetime]:
    """Start (now unless given) and end, in UTC.

    Raises:
        Invalid: the end is past or before the start, or the span is longer than `longest`; a moment has no zone.
    """
    start = now if starts_at is None else aware(starts_at, "starts_at")
    end = aware(ends_at, "ends_at")
    if end <= max(start, now):
        raise Invalid("It would be over before it begins.", field="ends_at", remedy="Choose an end that is to come.")
    if end - start > longest:
        raise Invalid("It would last too long.", field="ends_at", remedy=f"Choose at most {longest.days} days.")
    return start, end


def reason(why: str) -> str:
    """`why` in one line.

    Raises:
        Invalid: it is empty or too long.
    """
    said = " ".join(why.split())
    if not 1 <= len(said) <= LONGEST_REASON:
        remedy = f"Say why, in at most {LONGEST_REASON} characters."
        raise Invalid("A reason is missing, or too long.", field="why", remedy=remedy)
    return said
