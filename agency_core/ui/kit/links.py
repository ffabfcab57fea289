"""Addresses: what a person looks at is in the URL, so that it can be shared, and alerts can point at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import streamlit as st
from streamlit.errors import StreamlitAPIException

from agency_core.ui import contents, context

Kind = Literal["segmented", "pills", "select"]


def param(name: str) -> str:
    """The query parameter `name`; empty when it is absent."""
    return st.query_params.get(name, "")


def set_param(name: str, value: str) -> None:
    """Write the query parameter `name`, or remove it when `value` is empty. Names begin with the page, except nouns' ids."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def choose(
    label: str, options: Sequence[str] | Mapping[str, str], *, param_name: str, kind: Kind = "segmented", default: str = "",
) -> str:
    """A filter that lives in the address.

    Args:
        label: its name; shown for `select`, read to screen readers otherwise.
        options: values, or values with their labels. Values stand in the URL.
        param_name: the query parameter, prefixed with the page (`deliveries_state`).
        kind: segmented control, pills or select box.
        default: the value when the URL has none, or one that is no option; not written to the URL.

    Returns:
        The chosen value.
    """
    labels = dict(options) if isinstance(options, Mapping) else {one: one for one in options}
    wanted = param(param_name)
    key = f"{param_name}_choice"
    st.session_state[key] = wanted if wanted in labels else default

    def write() -> None:
        chosen = st.session_state[key]
        set_param(param_name, "" if chosen in (None, default) else chosen)

    values = list(labels)
    if kind == "select":
        chosen: str | None = st.selectbox(label, values, format_func=lambda one: labels[one], key=key, on_change=write)
    else:
        control = st.pills if kind == "pills" else st.segmented_control
        chosen = control(
            label, values, format_func=lambda one: labels[one], key=key, on_change=write, label_visibility="collapsed",
            required=True,
        )
    return default if chosen is None else chosen


def search(label: str, *, param_name: str) -> str:
    """A search field that lives in the address and is read while one types."""
    key = f"{param_name}_text"
    st.session_state[key] = param(param_name)
    return st.text_input(
        label, key=key, type="search", live=True, placeholder=label, label_visibility="collapsed",
        on_change=lambda: set_param(param_name, st.session_state[key]),
    ) or ""


def clear(*names: str) -> None:
    """Remove query parameters: what `Clear filters` does."""
    for name in names:
        set_param(name, "")


def go(page: str, label: str, *, icon: str = "", help: str = "", **params: str) -> None:
    """A link to the page called `page` (file name without ending), with its query parameters; keeps the selected client."""
    chosen = st.session_state.get(context.PARAM, "")
    query = {**({context.PARAM: chosen} if chosen else {}), **{name: value for name, value in params.items() if value}}
    try:
        st.page_link(
            contents.entry(page).file, label=label, icon=icon or None, help=help or None, query_params=query,
        )
    except StreamlitAPIException:
        st.caption(label)  # the page runs alone, without the navigation that knows the others


def go_to(link: str, label: str, *, icon: str = "") -> None:
    """A link from a path such as `/deliveries?state=failed`; nothing when it names no page of ours."""
    parts = urlsplit(link)
    name = parts.path.strip("/")
    if name in {one.name for one in contents.ENTRIES}:
        query = dict(parse_qsl(parts.query))
        query.pop("help", None)
        go(name, label, icon=icon, **query)
