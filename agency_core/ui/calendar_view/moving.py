"""Moving content to another time, and taking the last move back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from agency_core.domain.content import ContentView
from agency_core.ui import context, kit
from agency_core.ui.moments import moment_of

_LAST = "calendar_last_move"


@dataclass(frozen=True)
class Move:
    """A move that was made and can be taken back: to `before`, in UTC."""

    content_id: str
    title: str
    before: datetime
    after: datetime


def move(content: ContentView, wall: datetime) -> None:
    """Give content the time that the client's clocks show as `wall`; says so and offers to undo it."""
    with kit.problems("Moving"):
        at = moment_of(wall, context.zone())
        if at is None or content.scheduled_time is None:
            return
        context.agency().schedule.reschedule(context.actor(), content.id, at=at)
        st.session_state[_LAST] = Move(content.id, content.title, content.scheduled_time, at)
        kit.flash(f"Moved “{content.title}” to {_words(at)}.")
        st.rerun()


def undo_line() -> None:
    """The last move with a button that takes it back; nothing without one."""
    last: Move | None = st.session_state.get(_LAST)
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="calendar_undo_line"):
        st.markdown(f":gray[Moved “{kit.plain(last.title, 60)}” to {kit.plain(_words(last.after))}.]", width="content")
        undo = st.button("Undo", key="calendar_undo", icon=":material/undo:", type="tertiary", shortcut="Alt+Z")
    if undo:
        kit.act(lambda: _undo(last), f"“{last.title}” is back at {_words(last.before)}.")


def _undo(last: Move) -> None:
    context.agency().schedule.reschedule(context.actor(), last.content_id, at=last.before)
    st.session_state.pop(_LAST, None)


def _words(moment: datetime) -> str:
    return f"{kit.absolute(moment, context.zone(), context.now())} {context.zone().key}"
