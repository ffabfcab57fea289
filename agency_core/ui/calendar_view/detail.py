"""One content in the drawer: what it says, where it goes, and what can be done with its time."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.content import ContentView
from agency_core.domain.delivery import DeliveryFilter, DeliveryView
from agency_core.domain.permission import Verb
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit
from agency_core.ui.calendar_view.cards import MOVABLE
from agency_core.ui.calendar_view.moving import move
from agency_core.ui.calendar_view.next_slot import next_slot
from agency_core.ui.calendar_view.repeating import repeat_form
from agency_core.ui.moments import wall
from agency_core.ui.panels.delivery_words import standing


def content_detail(content_id: str) -> None:
    """Draw the content with that id."""
    agency, actor, zone = context.agency(), context.actor(), context.zone()
    content = agency.draft.get(actor, content_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        kit.badge("content", content.status)
        st.caption(f"{kit.when(content.scheduled_time, zone, context.now())} · {kit.plain(zone.key)}")
    if content.review_note:
        st.caption(f":material/undo: {kit.plain(content.review_note)}")
    _texts(content)
    _deliveries(agency.deliver.list(actor, filter=DeliveryFilter(content_id=content.id)).items)
    _time(content)
    next_slot(content, key="calendar_next_slot", says_why=True)
    repeat_form(content)
    with st.container(horizontal=True, vertical_alignment="center"):
        kit.go("studio", "Open in Studio", icon=":material/edit_note:", content=content.id)
        if content.status == "in_review":
            kit.go("review", "Decide", icon=":material/rate_review:", review_content=content.id)
        _publish_now(content)
        _cancel(content)


def _texts(content: ContentView) -> None:
    with st.container(border=True, height=220 if len(content.content_body) > 700 else "content"):
        st.text(content.content_body)
    for name, text in sorted(content.variants.items()):
        with st.expander(f"Its own text for {LABELS[Platform(name)]}", key=f"calendar_text_{name}"):
            st.text(text)


def _deliveries(found: tuple[DeliveryView, ...]) -> None:
    if not found:
        st.caption("Nothing is sent yet: it has no deliveries before it is approved and has a time.")
        return
    for one in found:
        with st.container(border=True, gap="xsmall", key=f"calendar_delivery_{one.id}"):
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                place = f"{kit.palette.label(one.platform)} · {one.account_name}{f' · {one.place}' if one.place else ''}"
                st.markdown(f"**{kit.plain(place)}**", width="content")
                kit.badge("standing", standing(one))
            if one.why:
                st.caption(kit.plain(one.why))
            kit.go("deliveries", "Attempts and history", icon=":material/outbox:", delivery=one.id)


def _time(content: ContentView) -> None:
    if content.status not in MOVABLE or not context.may(Verb.DECIDE, "content"):
        return
    zone = context.zone()
    key = f"calendar_time_{content.id}_{content.revision}"
    with st.form(f"{key}_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.datetime_input(f"Time ({zone.key})", value=wall(content.scheduled_time, zone), key=key)
        pressed = st.form_submit_button("Reschedule", key=f"{key}_move", icon=":material/event:")
    if pressed and picked:
        move(content, picked)


def _publish_now(content: ContentView) -> None:
    if content.status not in {"approved", "scheduled"} or not context.may(Verb.DECIDE, "content"):
        return
    names = ", ".join(LABELS[Platform(one)] for one in content.target_platforms)
    kit.confirm_here(
        "calendar_publish", "Publish now",
        kit.Question(
            "Publish it now?", f"“{content.title}” goes out on {names} at once, where an account can publish today.",
            "Publish now", "On its way.",
        ),
        lambda: context.agency().schedule.publish_now(context.actor(), content.id), icon=":material/send:",
    )


def _cancel(content: ContentView) -> None:
    is_open = content.status in {"draft", "in_review", "approved", "scheduled", "failed"}
    if not is_open or not context.may(Verb.WRITE, "content"):
        return
    kit.confirm_here(
        "calendar_cancel", "Cancel it",
        kit.Question(
            "Cancel this content?", f"“{content.title}” leaves the calendar. Its words are kept.", "Cancel it", "Cancelled.",
        ),
        lambda: context.agency().schedule.cancel(context.actor(), content.id), icon=":material/event_busy:",
    )
