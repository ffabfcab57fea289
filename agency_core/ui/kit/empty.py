"""What stands where nothing is: one sentence and one action. Nothing yet differs from nothing that fits the filter."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from agency_core.ui.kit import links


def empty(sentence: str, *, icon: str = ":material/inbox:", page: str = "", action: str = "", **params: str) -> None:
    """There never was any: say so and link to `page` (with query parameters) with the words `action`, where one helps."""
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f":gray[{icon} {sentence}]", text_alignment="center")
        if page and action:
            links.go(page, action, icon=":material/arrow_forward:", **params)


def empty_filter(noun: str, key: str, *params: str, reset: Callable[[], None] | None = None) -> None:
    """Nothing fits the filter: offer to clear the query parameters `params` (and to `reset` what else filters)."""

    def clear() -> None:
        links.clear(*params)
        if reset:
            reset()

    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f":gray[:material/filter_alt_off: No {noun} fit this filter.]", text_alignment="center")
        st.button("Clear filters", key=key, on_click=clear)


def quiet(sentence: str) -> None:
    """One green line: nothing is wrong."""
    st.markdown(f":green[:material/check_circle: {sentence}]")
