"""Addresses: what a person looks at is in the URL, so that it can be shared, and alerts can point at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import streamlit as st
from streamlit.errors import StreamlitAPIException

from agency_core.ui import contents, context
from agency_core.ui.labels import told_apart

SELECT_WIDTH = 220
_MOVED = "address_moved"
Kind = Literal["segmented", "pills", "select"]


def param(name: str) -> str:
    """The query parameter `name`; empty when it is absent."""
    return st.query_params.get(name, "")


def set_param(name: str, value: str) -> None:
    """Write the query parameter `name`, or remove it when `value` is empty. Names begin with the page, except nouns' ids."""
    st.session_state[_MOVED] = True
    if name in st.session_state:
        st.session_state[name] = value  # a widget of this key is bound to the parameter and carries it over
    elif value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def follow() -> None:
    """Inside a fragment: run the whole page when a callback changed the address, as only the fragment runs otherwise."""
    if st.session_state.pop(_MOVED, False):
        st.rerun()


def arrived() -> None:
    """At the head of a whole run: the address is read anew anyway."""
    st.session_state.pop(_MOVED, None)


def choose(
    label: str, options: Sequence[str] | Mapping[str, str], *, param_name: str, kind: Kind = "segmented", default: str = "",
    resets: Sequence[str] = (),
) -> str:
    """A filter that lives in the address.

    Args:
        label: its name, for screen readers; the options must speak for themselves (`All platforms`).
        options: values, or values with their labels. Values stand in the URL.
        param_name: the query parameter, prefixed with the page (`deliveries_state`).
        kind: segmented control, pills or select box.
        default: the value when the URL has none, or one that is no option; not written to the URL.
        resets: query parameters that another choice makes void, such as a pager's cursor.

    Returns:
        The chosen value.
    """
    labels = told_apart(options) if isinstance(options, Mapping) else {one: one for one in options}
    wanted = param(param_name)
    key = f"{param_name}_choice"
    st.session_state[key] = wanted if wanted in labels else default

    def write() -> None:
        chosen = st.session_state[key]
        set_param(param_name, "" if chosen in (None, default) else chosen)
        for name in resets:
            set_param(name, "")

    values = list(labels)
    if kind == "select":
        chosen: str | None = st.selectbox(label, values, format_func=lambda one: labels[one], key=key, on_change=write,
                                          label_visibility="collapsed", width=SELECT_WIDTH)
    else:
        control = st.pills if kind == "pills" else st.segmented_control
        chosen = control(
            label, values, format_func=lambda one: labels[one], key=key, on_change=write, label_visibility="collapsed",
            required=True, wrap=True,
        )
    return default if chosen is None else chosen


def search(label: str, *, param_name: str) -> str:
    """A search field that lives in the address and is read while one types."""
    return st.text_input(
        label, key=param_name, type="search", live=True, placeholder=label, label_visibility="collapsed", bind="query-params",
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


def go_to(link: str, label: str = "") -> None:
    """A link from a path such as `/deliveries?deliveries_state=failed`; nothing when it names no page of ours.

    Args:
        link: path and query, as alerts carry it.
        label: what it says; `Open Deliveries` when empty.
    """
    parts = urlsplit(link)
    found = next((one for one in contents.ENTRIES if one.name == parts.path.strip("/")), None)
    if found:
        query = {name: value for name, value in parse_qsl(parts.query) if name not in {"page", "label", "icon", "help"}}
        go(found.name, label or f"Open {found.title.lower()}", icon=":material/arrow_forward:", **query)


def pager(param_name: str, next_cursor: str, shown: str) -> None:
    """Say how many rows are shown and offer the older ones, and the way back to the newest.

    Args:
        param_name: the query parameter that holds the cursor.
        next_cursor: `Listing.next_cursor`.
        shown: what is on screen, for example `25 jobs`.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(shown, width="content")
        if param(param_name):
            st.button("Newest", key=f"{param_name}_first", type="tertiary", icon=":material/first_page:",
                      on_click=set_param, args=(param_name, ""))
        if next_cursor:
            st.button("Older", key=f"{param_name}_next", type="tertiary", icon=":material/chevron_right:",
                      on_click=set_param, args=(param_name, next_cursor))
