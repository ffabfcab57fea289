"""Asking before something is destroyed or goes public: the question names the object and who will see the effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from agency_core.ui.kit.problems import act
from agency_core.ui.kit.text import plain


@dataclass(frozen=True)
class Question:
    """What is asked before an action: `title` and `body` are plain text, `done` is said when it worked."""

    title: str
    body: str
    action_label: str
    done: str = ""


def confirm(key: str, question: Question, action: Callable[[], object]) -> None:
    """Open a dialog that runs `action` when the person agrees. Call it in the run in which the button was pressed."""

    @st.dialog(plain(question.title), icon=":material/help:")
    def ask() -> None:
        st.text(question.body)
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button("Keep it as it is", key=f"{key}_no"):
                st.rerun()
            agreed = st.button(question.action_label, key=f"{key}_yes", type="primary")
        if agreed:
            act(action, question.done)

    ask()


def confirm_here(key: str, label: str, question: Question, action: Callable[[], object], *, icon: str = "") -> None:
    """A button that asks in place and then runs `action`: for drawers, where no second dialog can open."""
    asked = f"{key}_asked"
    if not st.session_state.get(asked):
        st.button(label, key=key, icon=icon or None, on_click=lambda: st.session_state.update({asked: True}))
        return
    with st.container(border=True):
        st.markdown(f"**{plain(question.title)}**")
        st.text(question.body)
        with st.container(horizontal=True):
            agreed = st.button(question.action_label, key=f"{key}_yes", type="primary")
            st.button("Keep it as it is", key=f"{key}_no", on_click=_forget, args=(asked,))
    if agreed:
        _forget(asked)  # only now: a callback would take the question, and with it this press, away before it is read
        act(action, question.done)


def _forget(name: str) -> None:
    st.session_state.pop(name, None)
