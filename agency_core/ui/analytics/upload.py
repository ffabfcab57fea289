"""Upload: hand in an export of a network, see what was understood of it, import it, and take it back if need be."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st
from streamlit.typing import UploadedFile

from agency_core.domain.client import ClientView
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.upload import PreviewView, UploadStatus, UploadView
from agency_core.ui import context, kit
from agency_core.ui.analytics.matches import matches
from agency_core.ui.analytics.preview import preview
from agency_core.ui.analytics.recipes import recipes
from agency_core.ui.analytics.result import progress, result

OPEN = "analytics_upload"
_SEEN, _TURN = "analytics_preview", "analytics_uploader_turn"
_CHUNK = 1024 * 1024


def upload(client: ClientView) -> None:
    """The uploader, the file that is open, posts that are probably ours, uploads so far, remembered mappings."""
    if not context.may(Verb.WRITE, "upload"):
        with kit.problems("The list of uploads"):
            _before(client)
        return
    turn = st.session_state.get(_TURN, 0)
    file = st.file_uploader(
        "Export of a network, or a table of your own", type=["csv", "xlsx", "xls", "zip"], max_upload_size=50,
        key=f"analytics_file_{turn}", help="At most 50 MB here; larger files through POST /api/analytics/upload.",
    )
    st.caption("Known exports of posts: X, YouTube Studio, Meta Business Suite, LinkedIn pages, TikTok Studio, Publer. "
               "Others, such as those of Buffer and Hootsuite, you map once.")
    if file is not None:
        _receive(client, file, turn)
    wanted = kit.param(OPEN)
    if wanted:
        with kit.problems("The upload"):
            _opened(context.agency().uploads.get(context.actor(), wanted))
    with kit.problems("The posts that may be ours"):
        matches(client)
    with kit.problems("The list of uploads"):
        _before(client)
    with kit.problems("The mappings"):
        recipes(client)


def _receive(client: ClientView, file: UploadedFile, turn: int) -> None:
    with kit.problems("Reading the file"), st.spinner("Reading the file …"):
        read = context.agency().uploads.receive(
            context.actor(), client.id, filename=file.name, chunks=_chunks(file),
        )
        remember(read)
        kit.set_param(OPEN, read.upload_id)
        st.session_state[_TURN] = turn + 1  # an uploader with a new key is empty, and the file leaves the memory
        st.rerun()


def _chunks(file: UploadedFile) -> Iterator[bytes]:
    while block := file.read(_CHUNK):
        yield block


def remember(read: PreviewView | None) -> None:
    """Keep what was understood of a file, so that a run of the page does not read it again; None forgets it."""
    st.session_state[_SEEN] = read


def _opened(view: UploadView) -> None:
    with st.container(border=True, key="analytics_upload_open"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{kit.plain(view.filename)}**", width="content")
            st.button("Close", key="analytics_upload_close", type="tertiary", icon=":material/close:",
                      on_click=kit.set_param, args=(OPEN, ""))
        if view.status == UploadStatus.READ or st.session_state.get("analytics_again") == view.id:
            preview(_preview_of(view), remember)
        else:
            progress(view)


def _preview_of(view: UploadView) -> PreviewView:
    seen: PreviewView | None = st.session_state.get(_SEEN)
    if seen is None or seen.upload_id != view.id:
        with st.spinner("Reading the file …"):
            seen = context.agency().uploads.preview(context.actor(), view.id)
        remember(seen)
    return seen


def _before(client: ClientView) -> None:
    st.subheader("Uploads so far", anchor=False)
    found = context.agency().uploads.list(context.actor(), client_id=client.id, page=Page(limit=25)).items
    if not found:
        how = " Drop an export above; you see what it holds before anything is kept." * context.may(Verb.WRITE, "upload")
        kit.empty(f"Nothing was imported yet.{how}")
        return
    zone, now = context.zone(), context.now()
    rows = [
        {
            "Uploaded": kit.when(one.created_at, zone, now), "File": one.filename, "Status": kit.cell("upload", one.status),
            "Read as": _read_as(one), "Result": one.error or result(one),
        }
        for one in found
    ]
    kit.table(
        rows, key="analytics_uploads", alt="Uploads, newest first", opens=kit.Opens(OPEN, [one.id for one in found]),
        columns={"Status": kit.status_column("Status", "upload")},
    )


def _read_as(view: UploadView) -> str:
    if not view.importer:
        return "Mapped by hand" if view.mapping else ""
    name = kit.palette.label(view.importer)
    return kit.words(name) if name == view.importer else name
