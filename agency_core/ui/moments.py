"""Local times in the client's zone: what a picked time means elsewhere, and when it means nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from agency_core.domain.clock import wall_to_utc


def wall(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A UTC moment as the naive time that clocks in `zone` show; None stays None."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


def moment_of(picked: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The UTC moment of a picked naive time; None stays None.

    Raises:
        Invalid: the clocks of `zone` skip this time.
    """
    return wall_to_utc(picked, zone.key) if picked else None


def viewer_zone() -> ZoneInfo | None:
    """The zone of the person's browser; None when it is unknown."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None  # a browser may send a zone that this machine does not know; the note is then left out


def explain(picked: datetime, zone: ZoneInfo, viewer: ZoneInfo | None) -> str:
    """What a picked time is in UTC and for the person who looks, and whether it happens twice.

    Raises:
        Invalid: the clocks of `zone` skip this time.
    """
    moment = wall_to_utc(picked, zone.key)
    local = moment.astimezone(zone)
    parts = [f"{local:%a} {local.day} {local:%b %Y %H:%M} {zone.key}"]
    if zone.key != "UTC":
        parts.append(f"{moment.astimezone(UTC):%H:%M} UTC")
    if viewer is not None and viewer.utcoffset(picked) != zone.utcoffset(picked):
        parts.append(f"{moment.astimezone(viewer):%a %H:%M} for you ({viewer.key})")
    twice = picked.replace(tzinfo=zone, fold=0).utcoffset() != picked.replace(tzinfo=zone, fold=1).utcoffset()
    return " · ".join(parts) + (". The clocks show this time twice; the first is meant." if twice else "")
