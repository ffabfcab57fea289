"""Who may do what concerns the whole installation."""

from __future__ import annotations

from agency_core.domain.actor import Actor
from agency_core.errors import Forbidden


def whole(actor: Actor) -> None:
    """Let only pass who reaches all clients and may decide.

    Raises:
        Forbidden: this actor does not.
    """
    if not actor.owns("setting"):
        raise Forbidden("Only the owner may do this.", remedy="Ask the owner.")
