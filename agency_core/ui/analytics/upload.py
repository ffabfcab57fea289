"""Upload: hand in an export of a network, see what was understood of it, then import it."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st
from streamlit.typing import UploadedFile

from agency_core.domain.client import ClientView
from agency_core.domain.paging import Page
from agency_core.domain.upload import PreviewView, UploadStatus, UploadView
from agency_core.ui import context, kit
from agency_core.ui.analytics.preview import preview

OPEN = "analytics_upload"
_SEEN, _TURN = "analytics_preview", "analytics_uploader_turn"
_CHUNK = 1024 * 1024
_RUNNING = frozenset({UploadStatus.QUEUED, UploadStatus.IMPORTING})


def upload(client: ClientView) -> None:
    """The uploader, the file that is open, and what was uploaded before."""
    turn = st.session_state.get(_TURN, 0)
    file = st.file_uploader(
        "Export of a network, or a table of your own", type=["csv", "xlsx", "xls", "zip"], max_upload_size=50,
        key=f"analytics_file_{turn}", help="At most 50 MB here; larger files through POST /api/analytics/upload.",
    )
    st.caption("Known exports of posts: X, YouTube Studio, Meta Business Suite, LinkedIn pages, TikTok Studio, Publer. "
               "Others can be mapped by hand.")
    if file is not None:
        _receive(client, file, turn)
    wanted = kit.param(OPEN)
    if wanted:
        with kit.problems("The upload"):
            _opened(context.agency().uploads.get(context.actor(), wanted))
    with kit.problems("The list of uploads"):
        _before(client)


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


def remember(read: PreviewView) -> None:
    """Keep what was understood of a file, so that a run of the page does not read it again."""
    st.session_state[_SEEN] = read


def _opened(view: UploadView) -> None:
    with st.container(border=True, key="analytics_upload_open"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{kit.plain(view.filename)}**", width="content")
            st.button("Close", key="analytics_upload_close", type="tertiary", icon=":material/close:",
                      on_click=kit.set_param, args=(OPEN, ""))
        if view.status == UploadStatus.READ:
            preview(_preview_of(view), remember)
        else:
            st.fragment(_progress, run_every=1 if view.status in _RUNNING else None, key="analytics_progress")(view.id)


def _preview_of(view: UploadView) -> PreviewView:
    seen: PreviewView | None = st.session_state.get(_SEEN)
    if seen is None or seen.upload_id != view.id:
        with st.spinner("Reading the file …"):
            seen = context.agency().uploads.preview(context.actor(), view.id)
        remember(seen)
    return seen


def _progress(upload_id: str) -> None:
    view = context.agency().uploads.get(context.actor(), upload_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        kit.badge("upload", view.status)
        if view.status in _RUNNING:
            st.caption("Imported by the engine, beside everything else; you may leave this page.")
        else:
            st.caption(result(view))
    if view.error:
        st.error(kit.plain(view.error), icon=":material/error:")
    if view.rows_rejected:
        rejects = context.agency().uploads.rejects(context.actor(), view.id)
        kit.table(
            [{"Line": one.line, "Column": one.column, "Value": one.value, "Rule": one.rule, "What to do": one.remedy}
             for one in rejects[:200]],
            key="analytics_rejected", alt="Rows that were not imported, with the reason",
        )
    if view.status not in _RUNNING and st.session_state.pop("analytics_watching", "") == view.id:
        st.rerun()  # the list below and the timer of this part follow the end of the import


def result(view: UploadView) -> str:
    """What became of an upload, in words: `12 added, 3 unchanged, 1 refused of 16 rows`."""
    return (
        f"{kit.number(view.rows_added)} added, {kit.number(view.rows_unchanged)} unchanged, "
        f"{kit.number(view.rows_rejected)} refused of {kit.count(view.rows_total, 'row')}"
    )


def _before(client: ClientView) -> None:
    found = context.agency().uploads.list(context.actor(), client_id=client.id, page=Page(limit=25)).items
    if not found:
        return
    zone, now = context.zone(), context.now()
    st.subheader("Uploads so far", anchor=False)
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
