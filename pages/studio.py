"""Studio: write content, shape it for each platform, see which rules it breaks before anybody else has to."""

import streamlit as st

from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.calendar_view.next_slot import next_slot
from agency_core.ui.panels.verdict_story import standing
from agency_core.ui.review.reading import reading
from agency_core.ui.studio import sheet
from agency_core.ui.studio.bar import PROBLEM, bar
from agency_core.ui.studio.checks import checks
from agency_core.ui.studio.conflict import conflict
from agency_core.ui.studio.desk import desk as take_desk
from agency_core.ui.studio.fields import fields
from agency_core.ui.studio.menu import menu
from agency_core.ui.studio.previews import previews

kit.header("Studio", "Write once, shape it for each platform, and see what would be refused before it is sent.")
desk = take_desk()
sheet.lay_out(desk.client.id, desk.content, desk.zone)
menu(desk)
if not context.may(Verb.WRITE, "content"):
    reading(desk)
    st.stop()
if PROBLEM in st.session_state:
    kit.show_problem(st.session_state.pop(PROBLEM))
conflict(desk)
if desk.content:
    with st.container(horizontal=True, vertical_alignment="center"):
        kit.badge("content", desk.content.status)
        st.caption(f"Revision {desk.content.revision}, by {kit.plain(desk.agent_name(desk.content.creator_agent_id))}")
        next_slot(desk.content, key="studio_next_slot")
    if desk.content.review_note:
        st.warning(f"Sent back: {kit.plain(desk.content.review_note)}", icon=":material/undo:")
    if desk.content.status != "draft":
        standing(desk.content)
    if desk.content.why:
        st.caption(f":material/lightbulb: Why: {kit.plain(desk.content.why)}")

now, draft = sheet.read(), context.agency().draft
looks = {each.platform: each for each in draft.preview_new(context.actor(), new=now.draft(desk.client.id))}
words, right = st.columns([11, 9], gap="large")
with words:
    fields(desk, looks)
with right:
    st.subheader("Checks", anchor=False)
    with kit.problems("Checking the rules"):
        checks(draft.check_new(context.actor(), new=now.draft(desk.client.id)), now.platforms)
    st.subheader("Previews", anchor=False)
    if now.platforms:
        previews(desk, now, looks)
    else:
        st.caption("One card for each platform appears here.")
bar(desk)
