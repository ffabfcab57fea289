"""The attention strip: what waits for a person, most urgent first, each with the page where it is dealt with."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from agency_core.domain.paging import Page
from agency_core.ui import context, kit


@dataclass(frozen=True)
class Need:
    """Something that waits for a person: how many, of what, how bad, and where it is dealt with."""

    number: int
    one: str
    many: str
    level: kit.Level
    page: str
    param: str = ""
    value: str = ""


def needs(client_id: str) -> list[Need]:
    """What waits for a person, most urgent first; nothing when all is well."""
    desk, actor = context.agency(), context.actor()
    deliveries = desk.deliver.counts(actor, client_id=client_id)
    alerts = desk.watch.counts(actor, client_id=client_id)
    content = desk.draft.counts(actor, client_id=client_id)
    messages = desk.inbox.counts(actor, client_id=client_id)
    state, bad, warn, info = "deliveries_state", kit.Level.CRITICAL, kit.Level.WARNING, kit.Level.INFO
    return [need for need in (
        Need(alerts.get("critical", 0), "critical alert", "critical alerts", bad, "alerts", "alerts_severity", "critical"),
        Need(deliveries.get("unconfirmed", 0), "post to confirm", "posts to confirm", bad, "deliveries", state,
             "unconfirmed"),
        Need(deliveries.get("missed", 0), "missed delivery", "missed deliveries", bad, "deliveries", state, "missed"),
        Need(deliveries.get("failed", 0), "failed delivery", "failed deliveries", bad, "deliveries", state, "failed"),
        Need(messages.get("dead", 0), "dead letter", "dead letters", bad, "messages", "messages_status", "dead"),
        Need(alerts.get("warning", 0), "warning", "warnings", warn, "alerts", "alerts_severity", "warning"),
        Need(content.get("in_review", 0), "draft to review", "drafts to review", info, "review"),
    ) if need.number]


def attention(client_id: str) -> None:
    """Draw the strip: one green line when nothing waits."""
    waiting = needs(client_id)
    if not waiting:
        if not context.agency().agents.list(context.actor(), client_id=client_id, page=Page(limit=1)).items:
            kit.empty("No agent works for this client yet.", icon=":material/robot_2:", page="agents", action="Register one")
        else:
            kit.quiet("Nothing needs you right now.")
        return
    with st.container(horizontal=True, gap="small", key="attention"):
        for need in waiting:
            look = need.level.value
            text = kit.count(need.number, need.one, need.many)
            with st.container(border=True, width="content"):
                target = {need.param: need.value} if need.param else {}
                kit.go(need.page, f":{look.colour}[**{text}**]", icon=look.icon, **target)
