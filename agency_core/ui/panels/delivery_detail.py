"""One delivery in detail: what is said where, why it failed, every try with its steps, and what a person may decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.domain.delivery import AttemptView, DeliveryView
from agency_core.domain.platform import Network
from agency_core.ui import context, kit
from agency_core.ui.panels.delivery_actions import actions
from agency_core.ui.panels.delivery_numbers import numbers
from agency_core.ui.panels.drawer import facts, heading

SECOND = timedelta(seconds=1)


def delivery_detail(delivery_id: str) -> None:
    """Draw one delivery."""
    delivery = context.agency().deliver.get(context.actor(), delivery_id)
    zone, now = context.zone(), context.now()
    with st.container(horizontal=True, gap="small"):
        kit.badge("delivery", delivery.state)
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
        ("Due", kit.when(delivery.due_at, zone, now)),
        ("Next try", kit.when(delivery.sends_at, zone, now) if waits else ""),
        ("Delivered", kit.when(delivery.delivered_at, zone, now) + late if delivery.delivered_at else ""),
        ("Tries", kit.number(delivery.attempts)), ("Id", f"`{delivery.id}`"),
    ))
    if delivery.url:
        st.link_button("Open the post", delivery.url, icon=":material/open_in_new:", key="delivery_post")
    with st.container(border=True):
        st.text(delivery.text)
    kit.go("studio", "Open the content", icon=":material/article:", content=delivery.content_id)
    if delivery.delivered_at:
        numbers(delivery)
    _timeline(context.agency().deliver.attempts(context.actor(), delivery.id), zone)


def _why(delivery: DeliveryView) -> None:
    if not delivery.why or delivery.state in {"delivered", "cancelled"}:
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


def _timeline(attempts: tuple[AttemptView, ...], zone: ZoneInfo) -> None:
    heading("Tries")
    if not attempts:
        st.caption("Nobody has tried yet.")
    for attempt in reversed(attempts):
        shown = kit.status("attempt", attempt.outcome)
        label = f"Try {attempt.number} · {shown.cell} · {kit.when(attempt.started_at, zone, context.now())}"
        with st.expander(label, expanded=attempt is attempts[-1], key=f"attempt_{attempt.id}"):
            _try(attempt, zone)


def _try(attempt: AttemptView, zone: ZoneInfo) -> None:
    codes = [f"HTTP {attempt.http_status}" if attempt.http_status else "", attempt.network_code, kit.words(attempt.failure)]
    said = " · ".join(code for code in codes if code)
    if said:
        st.caption(kit.plain(said))
    if attempt.detail:
        st.text(attempt.detail)
    steps = [{
        "At": kit.clock(datetime.fromisoformat(step["at"]), zone, seconds=True),
        "Step": kit.words(str(step.get("phase", ""))), "Took": kit.milliseconds(step.get("ms")),
        "Note": str(step.get("note", "")).replace("-> ", "→ ").replace("_", " "),
    } for step in attempt.steps]
    if steps:
        kit.table(steps, key=f"steps_{attempt.id}", alt=f"Steps of try {attempt.number}")
