"""When somebody else changed the content that is being edited: both versions, and the choice."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.content import ContentView
from agency_core.ui import kit
from agency_core.ui.studio import sheet
from agency_core.ui.studio.desk import Desk


def conflict(desk: Desk) -> None:
    """Ask which words count when the stored revision is no longer the one that was opened; nothing otherwise."""
    content = desk.content
    if content is None or content.revision == sheet.seen() or not sheet.changed():
        return
    with st.container(border=True, key="studio_conflict"):
        st.markdown(
            f":orange[:material/warning: **Somebody changed this while you were writing**] "
            f"(revision {sheet.seen()}, now {content.revision}). Your words are still in the fields."
        )
        with st.expander("What is stored now", key="studio_theirs"):
            _stored(content)
        with st.container(horizontal=True):
            st.button("Keep my words", key="studio_insist", on_click=sheet.insist, args=(content, desk.zone))
            st.button("Take what is stored", key="studio_yield", on_click=sheet.accept, args=(content.id,))


def _stored(content: ContentView) -> None:
    st.text(content.title)
    st.text(content.content_body)
    for name, text in sorted(content.variants.items()):
        st.caption(kit.plain(name))
        st.text(text)
