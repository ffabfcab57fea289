"""Live panels: parts of a page that refresh by themselves, and wake the whole page when the address changes under them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from agency_core.ui.kit.freshness import live
from agency_core.ui.kit.links import follow
from agency_core.ui.kit.problems import problems, show_flash

Draw = Callable[[], None]


def live_panel(what: str, *, every: float, key: str) -> Callable[[Draw], Draw]:
    """Make a function draw a panel that refreshes by itself, with its errors shown inside it.

    Args:
        what: what the panel shows, for the message about an unforeseen error.
        every: seconds between two refreshes, while the person has not paused them.
        key: the key of the fragment.
    """

    def wrap(draw: Draw) -> Draw:
        def panel() -> None:
            follow()
            show_flash()
            with problems(what):
                draw()

        return st.fragment(panel, run_every=live(every), key=key)

    return wrap
