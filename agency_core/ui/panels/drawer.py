"""The drawer: a thing in detail beside its list, opened by its id in the address and closed by taking it away."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from agency_core.ui import kit
from agency_core.ui.panels.names import name_of

WIDTH = 640


def drawer(param: str, title: str, draw: Callable[[str], None], *, icon: str = "") -> None:
    """Open the drawer when the address holds `param`.

    Args:
        param: the query parameter with the id.
        title: what kind of thing this is; its name stands in its place where `param` is a noun whose name is known.
        draw: draws the thing with that id; its errors are shown inside the drawer.
        icon: a Material icon.
    """
    wanted = kit.param(param)
    if not wanted:
        return

    shown = kit.plain(name_of(param, wanted) or title, 80)

    @st.dialog(shown, width=WIDTH, position="right", icon=icon or None, on_dismiss=lambda: kit.clear(param))
    def show() -> None:
        with kit.problems(title):
            draw(wanted)

    show()


def heading(text: str) -> None:
    """A heading inside a drawer."""
    st.markdown(f"**{kit.plain(text)}**")


def facts(about: str, pairs: Iterable[tuple[str, str]]) -> None:
    """A list of names and values `about` something; values are Markdown, so pass text of people through `kit.plain`."""
    st.table({name: value for name, value in pairs if value}, border="horizontal", width="stretch", alt=about)
