"""The form that sends a message from one agent to another."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from agency_core.domain.agent import AgentView
from agency_core.domain.message import MessageType, NewMessage
from agency_core.errors import Invalid
from agency_core.ui import context, kit
from agency_core.ui.panels.agent_detail import SYSTEM_SENDER, priority_label

_TYPES = tuple(MessageType)
_EXAMPLE = '{\n  "topic": "behind the scenes",\n  "platform": "linkedin",\n  "content_type": "text_post"\n}'


def message_form(agents: tuple[AgentView, ...]) -> None:
    """Ask for sender, receiver, type, priority and payload, and send."""
    if not agents:
        kit.empty("There is no agent to write to yet.", page="agents", action="Register one", agents_new="1")
        return
    names = kit.told_apart({SYSTEM_SENDER: "You (system)", **{one.id: one.name for one in agents}})
    with st.form("message_form", border=False):
        left, right = st.columns(2)
        sender = left.selectbox("From", list(names), format_func=lambda one: names[one], key="message_from")
        receiver = right.selectbox(
            "To", [one.id for one in agents], format_func=lambda one: names[one], key="message_to",
        )
        kind = left.selectbox("Type", _TYPES, format_func=kit.words, key="message_type")
        priority = right.selectbox("Priority", range(1, 6), index=2, format_func=priority_label, key="message_priority")
        payload = st.text_area("Payload (JSON)", _EXAMPLE, key="message_payload", height=140)
        pressed = st.form_submit_button("Send message", type="primary", key="message_send", icon=":material/send:")
    if pressed:
        kit.act(
            lambda: context.agency().inbox.send(
                context.actor(), new=NewMessage(sender, receiver, kind, parsed(payload), priority)
            ),
            f"Sent to {names[receiver]}.", closes="messages_new",
        )


def parsed(text: str) -> dict[str, Any]:
    """The payload that a person typed.

    Raises:
        Invalid: it is not a JSON object; the message names line and column.
    """
    try:
        value = json.loads(text or "{}")
    except json.JSONDecodeError as error:
        raise Invalid(
            f"The payload is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.", field="payload",
            remedy='Write an object such as {"topic": "behind the scenes"}.',
        ) from error
    if not isinstance(value, dict):
        raise Invalid("The payload is not an object.", field="payload", remedy='Write {"topic": "behind the scenes"}.')
    return value
