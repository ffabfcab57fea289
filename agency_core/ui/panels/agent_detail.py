"""One agent in detail: who it is, how it does, what went wrong last, its status, and a request to it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.domain.agent import PERSONA_LABELS, AgentStatus, AgentView, Tier
from agency_core.domain.content import CONTENT_TYPE_LABELS
from agency_core.domain.message import MessageType, NewMessage
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.panels.agent_form import FREQUENCIES, TIERS
from agency_core.ui.panels.drawer import facts, heading
from agency_core.ui.tokens.agent_tokens import agent_tokens

SYSTEM_SENDER = "system"


def persona_label(persona: str) -> str:
    """A persona in words."""
    return next((text for one, text in PERSONA_LABELS.items() if one == persona), kit.words(persona))


def platform_list(platforms: tuple[str, ...]) -> str:
    """Platforms in words."""
    return ", ".join(kit.palette.label(one) for one in platforms)


def agent_detail(agent_id: str) -> None:
    """Draw one agent with what can be done with it."""
    agent = context.agency().agents.get(context.actor(), agent_id)
    zone, now = context.zone(), context.now()
    with kit.spread():
        kit.badge("agent", agent.status)
        _status(agent)
    types = ", ".join(text for one, text in CONTENT_TYPE_LABELS.items() if one in agent.content_types)
    pace = next((text for one, text in FREQUENCIES.items() if one == agent.posting_frequency), agent.posting_frequency)
    facts("Facts about the agent", (
        ("Id", f"`{agent.id}`"), ("Persona", kit.plain(persona_label(agent.persona))),
        ("Tier", kit.plain(TIERS.get(Tier(agent.tier), str(agent.tier)))),
        ("Platforms", kit.plain(platform_list(agent.primary_platforms))), ("Writes", kit.plain(types)),
        ("How often", kit.plain(pace)),
        ("Last seen", kit.when(agent.last_seen_at, zone, now) if agent.last_seen_at else "Never yet"),
        ("Answers", f"{kit.number(agent.answers)} given, {kit.number(agent.failures)} failed"),
        ("Uptime", kit.percent(agent.uptime) if agent.uptime is not None else "No answers yet"),
    ))
    if agent.last_error:
        st.error(kit.plain(agent.last_error), icon=":material/error:",
                 title=f"Last failure {kit.when(agent.last_failure_at, zone, now)}")
    _workload(agent)
    _request(agent)
    agent_tokens(agent)
    kit.go("messages", "Its messages", icon=":material/forum:", messages_agent=agent.id)


def _workload(agent: AgentView) -> None:
    load = next((one for one in context.agency().agents.workload(context.actor(), client_id=agent.client_id)
                 if one.agent_id == agent.id), None)
    if load is None:
        return
    with st.grid(5, min_column_width=90, key="agent_load"):
        st.metric("Waiting", load.pending_messages)
        st.metric("Drafts", load.drafts)
        st.metric("In review", load.in_review)
        st.metric("Scheduled", load.scheduled)
        st.metric("Published, 7 d", load.published_7d)


def _status(agent: AgentView) -> None:
    if not context.actor().may(Verb.WRITE, agent.client_id, "agent"):
        return
    words = {AgentStatus.ACTIVE: "Put to work", AgentStatus.INACTIVE: "Put to rest", AgentStatus.MAINTENANCE: "Maintenance"}
    with st.container(horizontal=True, width="content", gap="small"):
        for status, label in words.items():
            if status != agent.status and st.button(label, key=f"agent_to_{status}"):
                put = partial(context.agency().agents.set_status, context.actor(), agent.id, status=status)
                kit.act(put, f"{agent.name}: {kit.status('agent', status).word.lower()}.")


def _request(agent: AgentView) -> None:
    if not context.actor().may(Verb.WRITE, agent.client_id, "message"):
        return
    heading("Ask for content")
    with st.form("agent_request", border=False):
        topic = st.text_input("Topic", key="request_topic", placeholder="What should it write about?", required=True)
        left, middle, right = st.columns(3)
        platform = left.selectbox("Platform", agent.primary_platforms, format_func=kit.palette.label, key="request_platform")
        labels = {str(one): text for one, text in CONTENT_TYPE_LABELS.items()}
        kind = middle.selectbox("Type", agent.content_types, format_func=lambda one: labels[one], key="request_type")
        priority = right.selectbox("Priority", range(1, 6), index=2, format_func=priority_label, key="request_priority")
        pressed = st.form_submit_button("Send the request", type="primary", key="request_send", icon=":material/send:")
    if pressed:
        payload = {"topic": topic, "platform": platform, "content_type": kind}
        new = NewMessage(SYSTEM_SENDER, agent.id, MessageType.CONTENT_REQUEST, payload, priority)
        kit.act(lambda: context.agency().inbox.send(context.actor(), new=new), f"{agent.name} has your request.")


def priority_label(priority: int) -> str:
    """A priority in words: 1 is the most urgent."""
    return {1: "1 · most urgent", 3: "3 · normal", 5: "5 · least"}.get(priority, str(priority))
