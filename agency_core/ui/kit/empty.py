"""What stands where nothing is: one sentence and one action. Nothing yet differs from nothing that fits the filter."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from agency_core.ui.kit import links


def empty(sentence: str, *, icon: str = ":material/inbox:", page: str = "", action: str = "", **params: str) -> None:
    """There never was any: say so and, where it helps, lead with the words `action` to `page` (with query parameters).

    Without a page the parameters are those of the present one, which a link would not open anew.
    """
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f":gray[{icon} {sentence}]", text_alignment="center")
        if page and action:
            links.go(page, action, icon=":material/arrow_forward:", **params)
        elif action:
            key = "_".join(("empty", *params))
            st.button(action, key=key, icon=":material/arrow_forward:", on_click=_look_at, args=(params,))


def _look_at(params: dict[str, str]) -> None:
    for name, value in params.items():
        links.set_param(name, value)


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
