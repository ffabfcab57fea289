"""The activity feed: changes in words that people understand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.domain.operations import HistoryView
from agency_core.domain.paging import Page
from agency_core.ui import context, kit
from agency_core.ui.panels.names import name_of
from agency_core.ui.who import who

_WORDS: Mapping[tuple[str, str], str] = {
    ("agent", "registered"): "registered", ("agent", "active"): "put to work", ("agent", "inactive"): "put to rest",
    ("agent", "maintenance"): "put into maintenance",
    ("client", "started"): "started", ("client", "changed"): "changed",
    ("content", "draft"): "drafted", ("content", "in_review"): "sent for review", ("content", "approved"): "approved",
    ("content", "scheduled"): "scheduled", ("content", "published"): "published everywhere",
    ("content", "partly_published"): "published in part", ("content", "failed"): "failed to publish",
    ("content", "cancelled"): "cancelled",
    ("delivery", "pending"): "queued", ("delivery", "sending"): "on its way", ("delivery", "delivered"): "went out",
    ("delivery", "failed"): "failed", ("delivery", "unconfirmed"): "sent, but the answer was lost",
    ("delivery", "missed"): "missed its time", ("delivery", "cancelled"): "cancelled",
    ("message", "pending"): "sent", ("message", "claimed"): "taken up", ("message", "done"): "answered",
    ("message", "dead"): "given up", ("alert", "pending"): "builds up", ("alert", "firing"): "fires",
    ("alert", "resolved"): "is over", ("alert", "acknowledged"): "acknowledged",
    ("insight", "open"): "noted", ("insight", "applied"): "applied", ("insight", "dismissed"): "dismissed",
}
_PAGES = {"agent": ("agents", "agent"), "delivery": ("deliveries", "delivery"), "message": ("messages", "message"),
          "content": ("studio", "content"), "alert": ("alerts", "alert")}
_ICONS = {"agent": ":material/smart_toy:", "client": ":material/business:", "content": ":material/article:",
          "delivery": ":material/outbox:", "message": ":material/forum:", "insight": ":material/lightbulb:",
          "alert": ":material/notifications:"}


def by(actor: str) -> str:
    """An actor's label in words that begin a line: oneself is You, `system:engine` the scheduler, an agent its id."""
    if actor.startswith("system:"):
        return "The scheduler"
    said = who(actor)
    return "You" if said == "you" else said


def sentence(change: HistoryView) -> str:
    """What happened, without the name of the thing: `Delivery went out`."""
    did = _WORDS.get((change.noun, change.to_state)) or kit.words(change.to_state or "changed").lower()
    if change.from_state and change.from_state == change.to_state:
        did = "changed"
    return f"{kit.words(change.noun)} {did}"


def folded(changes: Iterable[HistoryView]) -> list[HistoryView]:
    """Of changes that follow each other and are about the same thing, only the newest."""
    return [next(run) for _, run in groupby(changes, key=lambda one: (one.noun, one.subject_id))]


def activity(client_id: str, limit: int = 10) -> None:
    """Draw the last changes, newest first."""
    st.subheader("Activity", anchor=False)
    found = context.agency().operate.activity(context.actor(), client_id=client_id, page=Page(limit=limit * 4)).items
    changes, zone = folded(found)[:limit], context.zone()
    if not changes:
        kit.empty("Nothing has happened yet.", icon=":material/history:", page="agents", action="Register an agent")
        return
    with st.container(border=True, gap="xxsmall"):
        for change in changes:
            _line(change, zone)


def _line(change: HistoryView, zone: ZoneInfo) -> None:
    name = name_of(change.noun, change.subject_id) or change.why
    why = "" if change.why in {"", name} or change.noun == "message" else f" :gray[· {kit.plain(change.why, 60)}]"
    icon = _ICONS.get(change.noun, ":material/history:")
    with kit.spread():
        st.markdown(f"{icon} {kit.plain(sentence(change))}: **{kit.plain(name, 70)}**{why}" if name
                    else f"{icon} {kit.plain(sentence(change))}", width="content")
        st.caption(f"{kit.plain(by(change.actor))} · {kit.when(change.at, zone, context.now())}", width="content")
