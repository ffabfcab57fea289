"""The Studio of those who may not write: what is open as it stands, with nothing to fill in."""

from __future__ import annotations

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.calendar_view.next_slot import next_slot
from agency_core.ui.panels.verdict_story import standing
from agency_core.ui.review.content import content_checks, content_words
from agency_core.ui.studio import sheet
from agency_core.ui.studio.desk import Desk
from agency_core.ui.studio.previews import previews


def reading(desk: Desk) -> None:
    """Draw the open content, its checks and how it comes out; without one, say how to open one."""
    st.caption(":material/visibility: You may look; an editor, an approver, a manager or an owner writes.")
    content = desk.content
    if content is None:
        kit.empty("Open something above to read it.", icon=":material/edit_note:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        kit.badge("content", content.status)
        next_slot(content, key="studio_next_slot")
    if content.status != "draft":
        standing(content)
    words, right = st.columns([11, 9], gap="large")
    with words:
        content_words(content)
    with right:
        st.subheader("Checks", anchor=False)
        content_checks(content)
        st.subheader("Previews", anchor=False)
        looks = {each.platform: each for each in context.agency().draft.preview(context.actor(), content.id)}
        previews(desk, sheet.read(), looks)
