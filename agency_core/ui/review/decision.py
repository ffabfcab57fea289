"""The decision: approve exactly what is on screen, or send it back with a note."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.approval import Verdict
from agency_core.domain.content import ContentView
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.calendar_view.next_slot import next_slot
from agency_core.ui.review.changes import changes
from agency_core.ui.review.queue import OPEN

_SHOWN = "review_shown"
"""The open content as it was when it was opened, so that what was changed since can be shown until it is decided."""


def decision(content: ContentView, effects: Sequence[str]) -> None:
    """Draw what an approval does, and the two buttons.

    Their keys hold the revision: a click on words that were changed meanwhile finds no button and does nothing.
    """
    _changed_meanwhile(content)
    with st.container(border=True, key="review_decision"):
        st.markdown("**If you approve**")
        for effect in effects:
            st.markdown(f":gray[:material/arrow_right_alt:] {kit.plain(effect)}")
        if not context.may(Verb.DECIDE, "content"):
            st.caption(":material/visibility: You may look; an approver, a manager or an owner decides.")
            return
        next_slot(content, key="review_next_slot", then=lambda: st.session_state.pop(_SHOWN, None))
        approve = st.button(
            "Approve", key=f"review_approve_{content.id}_{content.revision}", type="primary", icon=":material/check:",
            shortcut="Alt+A",
        )
        note = st.text_area(
            "What should change", key=f"review_note_{content.id}", height=80, persist_state="session",
            placeholder="Needed to send it back; the author reads it.",
        )
        back = st.button(
            "Send back", key=f"review_back_{content.id}_{content.revision}", icon=":material/undo:", shortcut="Alt+B",
        )
    if approve:
        kit.act(lambda: _approve(content), f"Approved “{content.title}”.")
    elif back:
        kit.act(lambda: _send_back(content, note or ""), f"Sent back “{content.title}”.")


def client_verdict(content: ContentView, *, is_ours: bool = False) -> None:
    """The client's own say about what the agency has approved, by somebody of the client, or of ours who answers for it."""
    with st.container(border=True, key="review_decision"):
        if is_ours:
            st.markdown("**The agency has approved it; the client is asked**")
            st.caption("What you say here is the client's answer: use it when they told you in another way.")
        if not context.may(Verb.DECIDE, "approval"):
            st.caption(":material/visibility: You may look; somebody of the client decides.")
            return
        approve = st.button(
            "Approve", key=f"review_yes_{content.id}_{content.revision}", type="primary", icon=":material/check:",
            shortcut="Alt+A",
        )
        why = st.text_area("What should change", key=f"review_why_{content.id}", height=80, persist_state="session",
                           placeholder="Needed when you ask for changes; the author reads it.")
        changes_wanted = st.button("Ask for changes", key=f"review_no_{content.id}_{content.revision}", icon=":material/undo:")
    if approve:
        kit.act(lambda: _answer(content, Verdict.APPROVED, ""), f"Approved “{content.title}”.")
    elif changes_wanted:
        told = "The author is told what should change." if is_ours else "Your agency is told what should change."
        kit.act(lambda: _answer(content, Verdict.CHANGES, why or ""), told)


def _answer(content: ContentView, verdict: Verdict, why: str) -> None:
    context.agency().review.answer(
        context.actor(), content.id, verdict=verdict, why=why, words=content.approvable_hash,
    )
    kit.set_param(OPEN, "")


def _approve(content: ContentView) -> None:
    context.agency().review.approve(context.actor(), content.id, revision=content.revision)
    kit.set_param(OPEN, "")


def _send_back(content: ContentView, note: str) -> None:
    context.agency().review.send_back(context.actor(), content.id, note=note)
    kit.set_param(OPEN, "")


def _changed_meanwhile(content: ContentView) -> None:
    state = st.session_state
    shown: ContentView | None = state.get(_SHOWN)
    if shown is None or shown.id != content.id:
        state[_SHOWN] = shown = content
    if shown.revision != content.revision:
        st.warning("It was changed since you looked. Read it again, then decide.", icon=":material/warning:")
        with st.expander("What changed", icon=":material/difference:", key="review_changes", expanded=True):
            for each in changes(shown, content):
                st.markdown(each)
