"""The head of a page: its title, one sentence, how fresh it is, and its one primary action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from agency_core.ui.kit.freshness import freshness, live_toggle
from agency_core.ui.kit.layout import spread
from agency_core.ui.kit.links import arrived
from agency_core.ui.kit.problems import show_flash


@dataclass(frozen=True)
class Action:
    """The primary button of a page; `shortcut` as in `st.button`, never r, c or esc."""

    label: str
    key: str
    icon: str = ""
    shortcut: str = ""
    help: str = ""


def header(
    title: str, caption: str = "", *, action: Action | None = None, live: bool = False, as_of: datetime | None = None,
    every: float = 0,
) -> bool:
    """Draw the head of a page, and the message that the last action left.

    Args:
        title: in sentence case.
        caption: one sentence on what the page is for.
        action: the one primary button.
        live: whether the page has live fragments, which the person may pause.
        as_of: the time of the data, when the whole page shows one state.
        every: seconds between two pieces of data, for `as_of`.

    Returns:
        Whether the primary button was pressed.
    """
    arrived()
    show_flash()
    pressed = False
    with spread():
        st.title(title, anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            if live:
                live_toggle()
            if action:
                pressed = st.button(
                    action.label, key=action.key, type="primary", icon=action.icon or None,
                    shortcut=action.shortcut or None, help=action.help or None,
                )
    if caption:
        st.caption(caption)
    if as_of:
        freshness(as_of, every)
    return pressed
