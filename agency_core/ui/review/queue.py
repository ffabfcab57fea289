"""The queue: everything that waits for a decision, in the order of its time."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.content import ContentFilter, ContentView
from agency_core.domain.paging import Page
from agency_core.ui import context, kit

OPEN = "review_content"
_NEVER = datetime.max.replace(tzinfo=UTC)


def waiting(client: ClientView) -> tuple[ContentView, ...]:
    """Content in review, soonest first; what has no time comes last, oldest first."""
    found = context.agency().draft.list(
        context.actor(), filter=ContentFilter(client_id=client.id, status="in_review"), page=Page(limit=200),
    ).items
    return tuple(sorted(found, key=lambda one: (one.scheduled_time or _NEVER, one.id)))


def opened(queue: tuple[ContentView, ...]) -> ContentView:
    """The content that the address names, else the first of the queue."""
    wanted = kit.param(OPEN)
    return next((one for one in queue if one.id == wanted), queue[0])


def steps(queue: tuple[ContentView, ...], content: ContentView) -> None:
    """Previous and next, with where we are."""
    place = queue.index(content)
    with st.container(horizontal=True, vertical_alignment="center", key="review_steps"):
        for name, shortcut, to in (("Previous", "Alt+P", place - 1), ("Next", "Alt+N", place + 1)):
            inside = 0 <= to < len(queue)
            st.button(
                name, key=f"review_{name.lower()}", shortcut=shortcut, disabled=not inside, on_click=kit.set_param,
                args=(OPEN, queue[to].id if inside else ""),
            )
        st.caption(f"{place + 1} of {len(queue)}")


def board(queue: tuple[ContentView, ...], content: ContentView) -> None:
    """The queue as a table; `content` is the one that is open."""
    now, zone = context.now(), context.zone()
    rows = [
        {
            "Goes out": kit.absolute(one.scheduled_time, zone, now) if one.scheduled_time else "No time",
            "Title": f"▸ {one.title}" if one.id == content.id else one.title,
        }
        for one in queue
    ]
    kit.table(
        rows, key="review_queue", alt="Content waiting for a decision, soonest first",
        opens=kit.Opens(OPEN, [one.id for one in queue]),
        columns={"Goes out": st.column_config.Column(width=125), "Title": st.column_config.Column(width=200)},
    )
