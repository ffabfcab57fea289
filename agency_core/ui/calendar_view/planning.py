"""Planning from the calendar: the designer asks the agents for what the coming week lacks."""

from __future__ import annotations

from agency_core.domain.client import ClientView
from agency_core.ui import context, kit


def plan_week(client: ClientView) -> None:
    """Plan the client's coming week, and say what came of it."""
    with kit.problems("Planning the week"):
        made = context.agency().plan.plan_week(context.actor(), client.id)
        asked = kit.count(len(made.requests), "request")
        kit.flash(f"{asked} sent to the agents; drafts come to Review. {made.note}".strip())
        kit.show_flash()
