"""Media as a grid of small pictures."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.media import MediaView
from agency_core.security import kept_files
from agency_core.ui import context, kit
from agency_core.ui.library.words import ICONS, of_view


def small(view: MediaView) -> None:
    """The small picture of a medium, or the sign of its sort."""
    picture = context.agency().library.small(view)
    if picture:
        st.image(kept_files.read(picture), alt=view.alt_text or view.name)
    else:
        st.markdown(f"{ICONS[view.sort]} :gray[{kit.plain(view.name, 40)}]")


def grid(found: Sequence[MediaView], key: str, label: str, columns: int = 4) -> MediaView | None:
    """One card for each medium with a button called `label`; the medium whose button was pressed."""
    pressed = None
    for start in range(0, len(found), columns):
        for place, view in zip(st.columns(columns), found[start : start + columns], strict=False):
            with place, st.container(border=True, height="stretch", key=f"{key}_{view.id}"):
                small(view)
                st.markdown(f"**{kit.plain(view.name, 60)}**")
                st.caption(of_view(view))
                if not view.alt_text:
                    st.caption(":orange[:material/info: no description]")
                if st.button(label, key=f"{key}_press_{view.id}", type="tertiary", help=f"{label} {kit.plain(view.name, 60)}"):
                    pressed = view
    return pressed
