"""What stands where content would be: the way to write some, for those who may."""

from __future__ import annotations

from agency_core.domain.permission import Verb
from agency_core.ui import context, kit


def nothing_written(sentence: str, *, icon: str = ":material/event_busy:") -> None:
    """Say that there is none; who may write is led to the Studio."""
    if context.may(Verb.WRITE, "content"):
        kit.empty(sentence, icon=icon, page="studio", action="Write something")
    else:
        kit.empty(sentence, icon=icon)
