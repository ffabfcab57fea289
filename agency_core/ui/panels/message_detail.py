"""One message in detail: who asked whom for what, and what came of it."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.message import MOST_ATTEMPTS, MessageStatus
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.panels.agent_detail import priority_label
from agency_core.ui.panels.drawer import facts, heading


def message_detail(message_id: str) -> None:
    """Draw one message; a dead letter can be sent back to its receiver."""
    message = context.agency().inbox.get(context.actor(), message_id)
    zone, now = context.zone(), context.now()
    kit.badge("message", message.status)
    facts("Facts about the message", (
        ("From", kit.plain(message.sender_agent_id)), ("To", kit.plain(message.receiver_agent_id)),
        ("Priority", priority_label(message.priority)), ("Sent", kit.when(message.created_at, zone, now)),
        ("Next try", kit.when(message.available_at, zone, now) if message.status == MessageStatus.PENDING else ""),
        ("Held until", kit.when(message.lease_until, zone, now) if message.lease_until else ""),
        ("Done", kit.when(message.done_at, zone, now) if message.done_at else ""),
        ("Tries", f"{message.attempts} of {MOST_ATTEMPTS}"), ("Id", f"`{message.id}`"),
    ))
    if message.last_error:
        st.error(kit.plain(message.last_error), icon=":material/error:", title="Why it failed")
    may = message.status == MessageStatus.DEAD and context.may(Verb.WRITE, "message")
    if may and st.button(
        "Send it back to its receiver", key="message_requeue", type="primary", icon=":material/replay:",
    ):
        kit.act(lambda: context.agency().inbox.requeue(context.actor(), message.id), "It is pending again, with all its tries.")
    heading("Payload")
    st.json(dict(message.payload))
    if message.result:
        heading("Result")
        st.json(dict(message.result))
        if content := message.result.get("content_id"):
            kit.go("studio", "Open what it wrote", icon=":material/article:", content=str(content))
