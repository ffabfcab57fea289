"""What an approval will do, in one sentence for each consequence, before anybody approves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from agency_core.domain.account import Reach
from agency_core.domain.client import ClientView
from agency_core.domain.content import ContentView
from agency_core.ui import kit


def effects(content: ContentView, client: ClientView, reach: Mapping[str, Reach], now: datetime) -> tuple[str, ...]:
    """What happens when `content` is approved at `now`; plain text, the most important first."""
    wanted = [reach[one] for one in content.target_platforms]
    able = [one for one in wanted if one.can_publish]
    left = [f"Not on {one.label}: {one.reason}" for one in wanted if not one.can_publish]
    if not able:
        return ("Nothing will be published: none of its platforms can publish today.", *left)
    names = " and ".join(f"{one.label} ({one.network})" for one in able)
    zone = ZoneInfo(client.timezone)
    if content.scheduled_time is None:
        first = f"It will wait, approved for {names}, until somebody gives it a time."
    elif content.scheduled_time <= now:
        first = (
            f"Its time has passed ({kit.absolute(content.scheduled_time, zone, now)}): once approved, choose a new time or "
            "publish it at once."
        )
    else:
        when = f"{kit.absolute(content.scheduled_time, zone, now)} {client.timezone}"
        first = f"It will be published on {names} at {when}, {kit.relative(content.scheduled_time, now)}."
    held = ("Publishing is paused for this client: it goes out only once that is resumed.",) if client.publishing_paused else ()
    return (first, *held, *left)
