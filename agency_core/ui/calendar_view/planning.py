"""Planning from the calendar: the designer asks the agents for what the coming week lacks."""

from __future__ import annotations

from agency_core.domain.client import ClientView
from agency_core.ui import context, kit


def plan_week(client: ClientView) -> None:
    """Plan the client's coming week, and say what came of it."""
    with kit.problems("Planning the week"):
        made = context.agency().plan.plan_week(context.actor(), client.id)
        coming = " Their drafts come to Review." if made.requests else ""
        kit.flash(f"{made.note}{coming}")
        kit.show_flash()
