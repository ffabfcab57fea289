"""Saved views: the present view gets a name; all of them to be opened, renamed and deleted."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.question import FIRST_TAB, PARAMS
from agency_core.domain.saved_view import ANALYTICS, LONGEST_NAME, SavedView
from agency_core.ui import context, kit

_NAME, _RENAMED = "analytics_view_name", "analytics_view_renamed"
_OPENED = "analytics_views"
_OF_A_MOMENT = frozenset({"analytics_upload", "analytics_question"})
"""Parameters that belong to what one is doing, not to what one looks at."""


def saved_views(client: ClientView) -> None:
    """Draw the button that opens the list."""
    drawer = st.popover("Views", icon=":material/bookmark:", key=_OPENED, on_change="rerun")
    if drawer.open:
        with drawer, kit.problems("The saved views"):
            _save(client)
            found = context.agency().views.list(context.actor(), client_id=client.id)
            if not found:
                st.caption("No view has a name yet. A saved view opens with all its filters.")
            for each in found:
                _row(each)


def present() -> dict[str, str]:
    """What the address says of the present view, without the client."""
    said: dict[str, str] = st.query_params.to_dict()
    return {name: value for name, value in said.items() if name.startswith(f"{ANALYTICS}_") and name not in _OF_A_MOMENT}


def show(query: Mapping[str, str]) -> None:
    """Let the page show the view of a query: a link from a page to itself would leave its fields as they are."""
    for name in {*present(), *query}:
        kit.set_param(name, query.get(name, FIRST_TAB if name == PARAMS["tab"] else ""))


def _save(client: ClientView) -> None:
    name = st.text_input("Name of the present view", key=_NAME, max_chars=LONGEST_NAME, placeholder="LinkedIn, last month")
    if st.button("Save this view", key="analytics_view_save", icon=":material/bookmark_add:", type="primary"):
        def save() -> None:
            context.agency().views.save(context.actor(), client_id=client.id, name=name or "", query=present())
            del st.session_state[_NAME]

        kit.act(save, "Saved.")


def _row(view: SavedView) -> None:
    agency, actor = context.agency(), context.actor()
    if st.session_state.get(_RENAMED) == view.id:
        name = st.text_input("New name", value=view.name, key=f"analytics_view_name_{view.id}", max_chars=LONGEST_NAME)
        with st.container(horizontal=True):
            if st.button("Save", key=f"analytics_view_rename_{view.id}", type="primary"):
                def rename() -> None:
                    agency.views.rename(actor, view.id, name=name or "")
                    st.session_state.pop(_RENAMED)

                kit.act(rename, "Renamed.")
            st.button("Keep it as it is", key=f"analytics_view_keep_{view.id}", on_click=_rename, args=("",))
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"analytics_view_{view.id}"):
        st.button(
            kit.plain(view.name), key=f"analytics_view_open_{view.id}", icon=":material/bookmark:", type="tertiary",
            on_click=show, args=(view.query,),
        )
        st.button(
            "Rename", key=f"analytics_view_edit_{view.id}", icon=":material/edit:", type="tertiary", on_click=_rename,
            args=(view.id,),
        )
        kit.confirm_here(
            f"analytics_view_delete_{view.id}", "Delete",
            kit.Question(f"Delete “{view.name}”?", "Only its name goes; no figure changes.", "Delete the view", "Deleted."),
            lambda: agency.views.delete(actor, view.id), icon=":material/delete:",
        )


def _rename(view_id: str) -> None:
    st.session_state[_RENAMED] = view_id
