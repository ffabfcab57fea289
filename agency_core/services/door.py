"""The door: everything about who comes in, joined in one place."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.services.audit import Audit
from agency_core.services.door_notes import DoorNotes
from agency_core.services.sessions import Sessions
from agency_core.services.watchroom import Equipment


@dataclass(frozen=True)
class Door:
    """People and the browsers they are signed in with, and the trail of what they did."""

    audit: Audit
    sessions: Sessions


def open_door(tools: Equipment) -> Door:
    """The services of the door."""
    notes = DoorNotes()
    return Door(
        audit=Audit(tools.db, tools.clock),
        sessions=Sessions(tools.db, tools.clock, notes, is_closed=tools.settings.sign_in == "required"),
    )
