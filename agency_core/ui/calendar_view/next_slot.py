"""The button that gives content the next free slot of its accounts, with the time that this would be."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from agency_core.domain.content import ContentView
from agency_core.domain.permission import Verb
from agency_core.errors import AgencyError
from agency_core.ui import context, kit
from agency_core.ui.calendar_view.cards import MOVABLE


def next_slot(content: ContentView, *, key: str, says_why: bool = False, then: Callable[[], object] | None = None) -> None:
    """Draw it where content can still move.

    Args:
        content: what takes the slot.
        key: the key of the button, without the content's id and revision.
        says_why: say why there is no slot, and where slots are made.
        then: what else is done once the slot is taken.
    """
    if content.status not in MOVABLE or not context.may(Verb.DECIDE, "content"):
        return
    try:
        found = context.agency().calendar.slots.next_free(context.actor(), content.id)
    except AgencyError as error:
        if says_why:
            st.caption(f":material/event_repeat: Next free slot: {kit.plain(error.message)} {kit.plain(error.remedy)}")
        return
    label, name = f"Next free slot: {kit.plain(found.said)}", f"{key}_{content.id}_{content.revision}"
    if st.button(label, key=name, icon=":material/event_repeat:"):
        kit.act(lambda: _take(content.id, then), f"“{content.title}” takes {found.said}.")


def _take(content_id: str, then: Callable[[], object] | None) -> None:
    context.agency().calendar.slots.take_next(context.actor(), content_id)
    if then is not None:
        then()
