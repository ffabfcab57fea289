"""One delivery in detail: what is said where, why it failed, every try with its steps, and what a person may decide."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from agency_core.domain.approval import SHORT
from agency_core.domain.delivery import DeliveryView
from agency_core.domain.permission import Verb
from agency_core.domain.platform import Network
from agency_core.ui import context, kit
from agency_core.ui.panels.delivery_actions import actions
from agency_core.ui.panels.delivery_numbers import numbers
from agency_core.ui.panels.delivery_story import story
from agency_core.ui.panels.delivery_words import standing
from agency_core.ui.panels.drawer import facts
from agency_core.ui.panels.verdict_story import verdict_story

SECOND = timedelta(seconds=1)


def delivery_detail(delivery_id: str) -> None:
    """Draw one delivery."""
    delivery = context.agency().deliver.get(context.actor(), delivery_id)
    zone, now = context.zone(), context.now()
    with st.container(horizontal=True, gap="small"):
        kit.badge("standing", standing(delivery))
        st.badge(
            "Sandbox network" if delivery.network == Network.SANDBOX else "Real network", color="violet",
            icon=":material/science:" if delivery.network == Network.SANDBOX else ":material/public:",
        )
    _why(delivery)
    actions(delivery)
    late = f", {kit.span(delivery.lateness)} after its time" if delivery.lateness and delivery.lateness >= SECOND else ""
    waits = delivery.state == "pending" and delivery.sends_at != delivery.due_at
    facts("Facts about the delivery", (
        ("Platform", kit.plain(f"{kit.palette.label(delivery.platform)} · {delivery.account_name}")),
        ("Place", f"{delivery.place} of what is said there" if delivery.place else ""),
        ("Due", kit.when(delivery.due_at, zone, now)),
        ("Next try", kit.when(delivery.sends_at, zone, now) if waits else ""),
        ("Delivered", kit.when(delivery.delivered_at, zone, now) + late if delivery.delivered_at else ""),
        ("Approved words", f"`{delivery.approved[:SHORT]}`" if delivery.approved else ""), ("Sent words", _sent(delivery)),
        ("Tries", kit.number(delivery.attempts)), ("Id", f"`{delivery.id}`"),
        ("Request", f"`{delivery.request_id}`" if delivery.request_id else ""),
    ))
    _in_log(delivery.request_id or delivery.id)
    if delivery.url:
        st.link_button("Open the post", delivery.url, icon=":material/open_in_new:", key="delivery_post")
    with st.container(border=True):
        st.text(delivery.text)
    if context.may(Verb.VIEW, "approval"):
        verdict_story(delivery.content_id)
    kit.go("studio", "Open the content", icon=":material/article:", content=delivery.content_id)
    if delivery.delivered_at:
        numbers(delivery)
    story(delivery.id, zone)


def _sent(delivery: DeliveryView) -> str:
    """What was sent, held against what was approved; empty where nothing was, or it was before hashes were kept."""
    if not delivery.sent:
        return ""
    is_same = delivery.sent == delivery.approved
    return f"`{delivery.sent[:SHORT]}` {':material/verified: as approved' if is_same else ':material/warning: not as approved'}"


def _in_log(correlation_id: str) -> None:
    kit.go("operations", "Its lines in the log", icon=":material/notes:", operations_tab="Logs", log_id=correlation_id)


def _why(delivery: DeliveryView) -> None:
    if not delivery.why or delivery.state in {"delivered", "cancelled"}:
        return
    if delivery.problems:
        for each in delivery.problems:
            st.warning(
                f"{kit.plain(each['said'])}  \n{kit.plain(each['remedy'])}", icon=kit.Level.WARNING.value.icon,
                title="It would fail as it stands",
            )
        return
    shown = kit.status("delivery", delivery.state)
    known = f" ({kit.words(delivery.failure).lower()})" if delivery.failure else ""
    if shown.level is kit.Level.CRITICAL:
        title = "Why it failed" if delivery.state == "failed" else f"Why it is {shown.word.lower()}"
        st.error(kit.plain(delivery.why + known), icon=shown.level.value.icon, title=title)
    elif delivery.failure:
        st.warning(kit.plain(delivery.why + known), icon=kit.Level.WARNING.value.icon, title="What went wrong last")
    else:
        st.caption(kit.plain(delivery.why))
