"""What silences and maintenance have in common: from when to when, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from agency_core.domain.clock import aware
from agency_core.errors import Invalid

LONGEST_REASON = 500


def checked_span(since: datetime | None, until: datetime, now: datetime, longest: timedelta) -> tuple[datetime, datetime]:
    """Start (now unless given) and end, in UTC.

    Raises:
        Invalid: the end is past or before the start, or the span is longer than `longest`; a moment has no zone.
    """
    start = now if since is None else aware(since, "since")
    end = aware(until, "until")
    if end <= max(start, now):
        raise Invalid("It would be over before it begins.", field="until", remedy="Choose an end that is to come.")
    if end - start > longest:
        raise Invalid("It would last too long.", field="until", remedy=f"Choose at most {longest.days} days.")
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
