"""The drawer: a thing in detail beside its list, opened by its id in the address and closed by taking it away."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from agency_core.ui import kit


def drawer(param: str, title: str, draw: Callable[[str], None], *, icon: str = "") -> None:
    """Open the drawer when the address holds `param`.

    Args:
        param: the query parameter with the id.
        title: what kind of thing this is, or its name; plain text.
        draw: draws the thing with that id; its errors are shown inside the drawer.
        icon: a Material icon.
    """
    wanted = kit.param(param)
    if not wanted:
        return

    @st.dialog(kit.plain(title), width="large", position="right", icon=icon or None, on_dismiss=lambda: kit.clear(param))
    def show() -> None:
        with kit.problems(title):
            draw(wanted)

    show()


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """A list of names and values; values are Markdown, so pass text of people through `kit.plain`."""
    st.table({name: value for name, value in pairs if value}, border="horizontal", width="stretch")
