"""The head of the Studio: open something, begin something, copy or remove what is open, ask an agent."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentFilter, ContentType, ContentView
from agency_core.domain.message import MessageType, NewMessage
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit
from agency_core.ui.studio.desk import CONTENT, Desk

SENDER = "system"


def menu(desk: Desk) -> None:
    """The row below the title."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="studio_menu"):
        _open(desk)
        if not context.may(Verb.WRITE, "content"):
            return
        st.button(
            "New draft", key="studio_new", icon=":material/add:", disabled=desk.content is None,
            on_click=kit.set_param, args=(CONTENT, ""),
        )
        if st.button("Ask an agent", key="studio_ask", icon=":material/smart_toy:", disabled=not desk.agents,
                     help=None if desk.agents else "No agent is registered for this client."):
            _ask(desk)
        if desk.content:
            _copy_and_remove(desk.content)


def _open(desk: Desk) -> None:
    found = context.agency().draft.list(
        context.actor(), filter=ContentFilter(client_id=desk.client.id), page=Page(limit=100),
    ).items
    known = {one.id: one for one in found}
    if desk.content:
        known.setdefault(desk.content.id, desk.content)
    names = kit.told_apart({one.id: f"{one.title} · {kit.status('content', one.status).word}" for one in known.values()})
    st.session_state["studio_pick"] = desk.content.id if desk.content else None
    st.selectbox(
        "Open", list(names), key="studio_pick", width=380, placeholder="Open a draft or anything written before",
        format_func=lambda one: names[one],
        on_change=lambda: kit.set_param(CONTENT, st.session_state["studio_pick"] or ""), label_visibility="collapsed",
    )


def _copy_and_remove(content: ContentView) -> None:
    agency, actor = context.agency(), context.actor()
    if st.button("Duplicate", key="studio_duplicate", icon=":material/content_copy:"):
        def duplicate() -> None:
            kit.set_param(CONTENT, agency.draft.duplicate(actor, content.id).id)

        kit.act(duplicate, "Duplicated: this is the copy.")
    if content.status in {"draft", "in_review", "approved", "cancelled"}:
        if st.button("Delete", key="studio_delete", icon=":material/delete:"):
            def delete() -> None:
                agency.draft.delete(actor, content.id)
                kit.set_param(CONTENT, "")

            body = f"“{content.title}” and its texts are removed for good. Nothing of it was published."
            kit.confirm("studio_delete", kit.Question("Delete this content?", body, "Delete", "Deleted."), delete)
    elif content.status in {"scheduled", "failed"} and st.button("Cancel", key="studio_cancel", icon=":material/event_busy:"):
        names = ", ".join(LABELS[Platform(one)] for one in content.target_platforms)
        body = f"“{content.title}” will not be published on {names}. What is out already stays out."
        kit.confirm(
            "studio_cancel", kit.Question("Cancel this content?", body, "Cancel it", "Cancelled."),
            lambda: agency.schedule.cancel(actor, content.id),
        )


@st.dialog("Ask an agent for a draft", icon=":material/smart_toy:")
def _ask(desk: Desk) -> None:
    names = kit.told_apart({one.id: one.name for one in desk.agents if one.status == "active" and one.tier > 1})
    st.caption("The agent answers within a minute; its draft appears under Open and on its Messages.")
    with st.form("studio_ask_form", border=False):
        agent_id = st.selectbox("Agent", list(names), format_func=lambda one: names[one], key="studio_ask_agent")
        platform = st.selectbox("Platform", list(Platform), format_func=lambda one: LABELS[one], key="studio_ask_platform")
        kind = st.selectbox("Kind", list(ContentType), format_func=lambda one: CONTENT_TYPE_LABELS[one], key="studio_ask_type")
        topic = st.text_input("Topic", key="studio_ask_topic", placeholder="From the brief when empty")
        urgent = st.toggle("Urgent", key="studio_ask_urgent")
        asked = st.form_submit_button("Ask", type="primary", key="studio_ask_send")
    if asked and agent_id and platform and kind:
        payload = {"platform": platform.value, "content_type": kind.value, **({"topic": topic.strip()} if topic else {})}
        message = NewMessage(SENDER, agent_id, MessageType.CONTENT_REQUEST, payload, priority=1 if urgent else 3)
        kit.act(
            lambda: context.agency().inbox.send(context.actor(), new=message), f"Asked {names[agent_id]} for a draft.",
        )
