"""The question box: a question in plain words becomes the address of a view, and says what it understood."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.question import EXAMPLES, FIRST_TAB, LONGEST, PARAMS, Understood
from agency_core.ui import context, kit
from agency_core.ui.analytics.views import saved_views

QUESTION = "analytics_question"
_READ = "analytics_question_read"
WIDTH = 620
"""Of the box in pixels; what is narrower gives it a row of its own."""


def ask(client: ClientView) -> None:
    """Draw the box, with examples and saved views beside it, and what the last question was taken for."""
    with st.container(horizontal=True, vertical_alignment="center", key="analytics_ask"):
        text = st.text_input(
            "Question", key=QUESTION, bind="query-params", max_chars=LONGEST, label_visibility="collapsed",
            icon=":material/search:", placeholder="Ask: which topic works on Instagram this quarter?", on_change=_answer,
            args=(client.id,), width=WIDTH,
        )
        with st.popover("Examples", icon=":material/lightbulb:", key="analytics_examples"):
            for place, each in enumerate(EXAMPLES):
                st.button(each, key=f"analytics_example_{place}", type="tertiary", on_click=_take, args=(client.id, each))
        saved_views(client)
    if text and text.strip():
        with kit.problems("The question"):
            _said(_read(client.id, text))


def _take(client_id: str, text: str) -> None:
    kit.set_param(QUESTION, text)
    _answer(client_id)


def _answer(client_id: str) -> None:
    """Let the address be what the question asks for; where nothing was understood it stays as it is."""
    text = str(st.session_state.get(QUESTION) or "")
    if not text.strip():
        return
    kit.later(lambda: _opened(client_id, text))


def _opened(client_id: str, text: str) -> None:
    wanted = _read(client_id, text).view.params()
    if wanted:
        for name in PARAMS.values():
            kit.set_param(name, wanted.get(name, FIRST_TAB if name == PARAMS["tab"] else ""))


def _read(client_id: str, text: str) -> Understood:
    """The question, read once."""
    kept = st.session_state.get(_READ)
    if kept and kept[0] == (client_id, text):
        return kept[1]  # type: ignore[no-any-return]  # the session keeps anything
    found = context.agency().questions.ask(context.actor(), client_id=client_id, text=text)
    st.session_state[_READ] = ((client_id, text), found)
    return found


def _said(found: Understood) -> None:
    """What was understood, while the page still shows it, and what was not."""
    if found.said and _is_shown(found):
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="analytics_understood"):
            st.caption("Understood:", width="content")
            for each in found.said:
                st.badge(kit.plain(each, 80), color="blue")
    if found.unknown:
        missed = ", ".join(f"“{kit.plain(each, 120)}”" for each in found.unknown)
        st.caption(f":orange[:material/help: I did not understand: {missed}]")


def _is_shown(found: Understood) -> bool:
    """Whether the filters are still those of the question; another tab of the same figures is no other answer."""
    wanted = found.view.params()
    return all(kit.param(name) == wanted.get(name, "") for key, name in PARAMS.items() if key != "tab")
