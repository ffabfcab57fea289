"""The sections of the Calendar beside the calendar itself: slots, what is repeated, posts from a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agency_core.domain.client import ClientView
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.calendar_view.importing import importing
from agency_core.ui.calendar_view.repeating import repetitions
from agency_core.ui.calendar_view.slot_editor import slot_editor

SECTION = "calendar_section"
_SECTIONS: Mapping[str, tuple[str, Callable[[ClientView], None]]] = {
    "slots": (":material/event_repeat: Slots", slot_editor),
    "repeats": (":material/repeat: Repeated", repetitions),
    "import": (":material/playlist_add: Import posts", importing),
}


def section(client: ClientView) -> bool:
    """Draw the chooser, and the chosen section; whether the calendar itself is left out."""
    labels = {"calendar": ":material/calendar_month: Calendar", **{name: label for name, (label, _) in _SECTIONS.items()}}
    if not context.may(Verb.WRITE, "import"):
        del labels["import"]
    chosen = kit.choose("Section", labels, param_name=SECTION, default="calendar")
    if chosen not in _SECTIONS or chosen not in labels:
        return False
    with kit.problems(kit.words(chosen)):
        _SECTIONS[chosen][1](client)
    return True
