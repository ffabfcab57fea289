"""The media of the sheet: from the library, uploaded here, or by address; what each shows and what platforms are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from agency_core.domain.content import MediaItem
from agency_core.domain.media import MediaFilter, MediaView, file_of
from agency_core.domain.paging import Page
from agency_core.ui import context, kit
from agency_core.ui.library.grid import grid, small
from agency_core.ui.library.upload import uploader
from agency_core.ui.library.words import of_sending, of_view
from agency_core.ui.studio import sheet
from agency_core.ui.studio.desk import Desk

_LAST, _CHOOSING = "studio_medium_last", "studio_medium_choosing"


def media(desk: Desk) -> None:
    """Every medium of the sheet, and the three ways to add one."""
    rows: list[int] = st.session_state[sheet.MEDIA]
    files = [file_of(st.session_state.get(f"{sheet.MEDIA}_kept_{row}", "")) for row in rows]
    known = context.agency().library.known(desk.client.id, [each for each in files if each])
    for number, (row, file) in enumerate(zip(list(rows), files, strict=True), 1):
        with st.container(border=True, key=f"studio_medium_{row}"):
            if file:
                _kept(known, file)
            else:
                _address(desk, row, number)
            st.text_input(
                "What it shows, for those who cannot see it", key=f"{sheet.MEDIA}_alt_{row}", disabled=desk.locked,
                persist_state="session",
            )
            st.button(
                "Remove", key=f"studio_media_remove_{row}", icon=":material/delete:", type="tertiary",
                disabled=desk.locked, on_click=rows.remove, args=(row,),
            )
    if not desk.locked:
        _adding(desk)


def _kept(known: Mapping[str, MediaView], file: str) -> None:
    view = known.get(file)
    if view is None:
        st.markdown(":red[:material/broken_image: This medium is not in the library any more.]")
        return
    picture, words = st.columns([1, 3], vertical_alignment="center")
    with picture:
        small(view)
    with words:
        st.markdown(f"**{kit.plain(view.name, 60)}** :gray[{of_view(view)}]")
        platforms = st.session_state[sheet.PLATFORMS]
        with st.spinner("Making it fit …"):
            for sending in context.agency().library.sent_as(context.actor(), view.id, platforms=platforms):
                st.caption(of_sending(sending))


def _address(desk: Desk, row: int, number: int) -> None:
    st.text_input(
        f"Address of picture or video {number}", key=f"{sheet.MEDIA}_url_{row}", type="url", disabled=desk.locked,
        persist_state="session", placeholder="https://",
    )


def _adding(desk: Desk) -> None:
    with kit.toolbar("studio_media_ways"):
        st.button(
            "From the library", key="studio_media_library", icon=":material/photo_library:",
            on_click=lambda: st.session_state.update({_CHOOSING: True}),
        )
        with st.popover("Upload", icon=":material/upload:", key="studio_media_upload"):
            uploader(desk.client, "studio_media_file", _add_all)
        st.button("By address", key="studio_media_add", icon=":material/link:", on_click=_add)
    if st.session_state.get(_CHOOSING):
        _choose(desk)


def _add_all(kept: Sequence[MediaView]) -> None:
    for view in kept:
        _add(view.url, view.alt_text)


def _choose(desk: Desk) -> None:
    @st.dialog("Add from the library", width="large", icon=":material/photo_library:", on_dismiss=_chosen)
    def choose() -> None:
        text = st.text_input("Name or description", key="studio_media_search", type="search", placeholder="Name or description")
        wanted = MediaFilter(desk.client.id, (text or "").strip())
        found = context.agency().library.list(context.actor(), filter=wanted, page=Page(limit=24)).items
        if not found:
            st.caption("Nothing fits." if text else "The library is empty: upload something first.")
        chosen = grid(found, "studio_media_choice", "Add")
        if chosen:
            _add(chosen.url, chosen.alt_text)
            _chosen()
            st.rerun()

    choose()


def _chosen() -> None:
    st.session_state.pop(_CHOOSING, None)


def _add(url: str = "", alt_text: str = "") -> None:
    """A new row; its number is never that of an earlier one, whose fields may still be remembered."""
    rows, state = st.session_state[sheet.MEDIA], st.session_state
    state[_LAST] = row = max(state.get(_LAST, 0), *rows, 0) + 1
    rows.append(row)
    if url:
        sheet.place(row, MediaItem(url, alt_text))
