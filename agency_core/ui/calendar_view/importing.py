"""Import posts: hand in a sheet, see what it would do and which rows are refused, then import it, or take it back."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st
from streamlit.typing import UploadedFile

from agency_core.domain.bulk import WANTS, BulkPreview, BulkView, Want
from agency_core.domain.client import ClientView
from agency_core.ui import context, kit

_SEEN, _TURN = "import_seen", "import_turn"
_CHUNK = 1024 * 1024


def importing(client: ClientView) -> None:
    """Draw the uploader, the dry run of the file that is open, and what was imported before."""
    bulk = context.agency().calendar.bulk
    st.caption(
        f"One post a row, times in {kit.plain(client.timezone)}. Nothing is kept before you have seen what would happen; the "
        "same file twice adds nothing."
    )
    turn = st.session_state.get(_TURN, 0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        file = st.file_uploader("Sheet of posts", type=["csv", "xlsx", "xls"], max_upload_size=50, key=f"import_file_{turn}")
        st.download_button(
            "Template", lambda: "\ufeff" + bulk.template(), "posts.csv", "text/csv", key="import_template",
            icon=":material/download:", on_click="ignore",
        )
    if file is not None:
        _receive(client, file, turn)
    seen: BulkPreview | None = st.session_state.get(_SEEN)
    if seen is not None:
        with st.container(border=True, key="import_open"):
            _opened(seen)
    _before(client)


def _receive(client: ClientView, file: UploadedFile, turn: int) -> None:
    bar = st.progress(0.0, "Checking the rows …")
    with kit.problems("Reading the file"):
        st.session_state[_SEEN] = context.agency().calendar.bulk.receive(
            context.actor(), client.id, filename=file.name, chunks=_chunks(file),
            progress=lambda done, about: bar.progress(min(1.0, done / about), f"{kit.count(done, 'row')} checked"),
        )
        st.session_state[_TURN] = turn + 1  # an uploader with a new key is empty, and the file leaves the memory
        st.rerun()


def _chunks(file: UploadedFile) -> Iterator[bytes]:
    while block := file.read(_CHUNK):
        yield block


def _opened(seen: BulkPreview) -> None:
    with kit.spread():
        st.markdown(f"**{kit.plain(seen.filename)}**", width="content")
        st.button("Close", key="import_close", type="tertiary", icon=":material/close:", on_click=_close)
    if seen.seen_before:
        st.markdown(":material/history: This file was imported already. Importing it again adds nothing.")
    known = f", {kit.number(seen.rows_known)} are there already" if seen.rows_known else ""
    st.markdown(
        f":green[:material/check_circle: {kit.count(seen.rows_ok, 'post')} can be imported]{known}"
        + (f", :red[{kit.count(seen.rows_rejected, 'row')} with errors]" if seen.rows_rejected else ".")
    )
    if seen.first_at and seen.last_at:
        zone, now = context.zone(), context.now()
        st.caption(f"From {kit.absolute(seen.first_at, zone, now)} to {kit.absolute(seen.last_at, zone, now)} {zone.key}.")
    if seen.ignored:
        st.caption(f"Not read: {kit.plain(', '.join(seen.ignored), 300)}")
    if seen.sample:
        with st.expander(f"First {len(seen.sample)} posts", key="import_sample"):
            kit.table(seen.sample, key="import_rows", alt="The first posts of the file", height=300)
    _errors(seen)
    _start(seen)


def _errors(seen: BulkPreview) -> None:
    if not seen.rejects:
        return
    rows = [
        {"Row": each.line, "Column": each.column, "Value": each.value, "Rule": each.rule, "What to do": each.remedy}
        for each in seen.rejects
    ]
    with st.expander(f"{kit.count(seen.rows_rejected, 'row')} with errors", key="import_errors", expanded=True):
        kit.table(rows, key="import_rejects", alt="Rows with errors: row, column, value, rule, remedy")
        errors, actor = context.agency().calendar.bulk.errors, context.actor()
        st.download_button(
            "All errors as CSV", lambda: "\ufeff" + "".join(errors(actor, seen.import_id)), "errors.csv", "text/csv",
            key="import_errors_csv", icon=":material/download:", on_click="ignore",
        )


def _start(seen: BulkPreview) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        want: Want | None = st.selectbox(
            "They become", list(Want), index=2, format_func=lambda one: WANTS[one], key="import_want",
        )
        pressed = st.button(
            f"Import {kit.count(seen.rows_ok, 'post')}", key="import_start", type="primary", icon=":material/playlist_add:",
            disabled=not seen.rows_ok,
        )
    if not pressed or want is None:
        return
    bar = st.progress(0.0, "Importing …")
    with kit.problems("Importing"):
        done = context.agency().calendar.bulk.import_(
            context.actor(), seen.import_id, want=want,
            progress=lambda row, about: bar.progress(min(1.0, row / about), f"{kit.count(row, 'row')} imported"),
        )
        _close()
        kit.flash(f"{kit.count(done.rows_added, 'post')} imported, {kit.count(done.rows_rejected, 'row')} refused.")
        st.rerun()


def _close() -> None:
    st.session_state.pop(_SEEN, None)


def _before(client: ClientView) -> None:
    found = context.agency().calendar.bulk.list(context.actor(), client_id=client.id)
    if not found:
        return
    st.subheader("Imports so far", anchor=False)
    zone, now = context.zone(), context.now()
    for each in found:
        with st.container(border=True, key=f"import_{each.id}"), kit.spread():
            st.markdown(f"**{kit.plain(each.filename)}** :gray[{kit.when(each.created_at, zone, now)}]", width="content")
            st.caption(_result(each), width="content")
            if each.status in {"done", "writing"}:
                _undo(each)


def _result(view: BulkView) -> str:
    if view.status == "undone":
        return "Taken back"
    parts = f"{kit.number(view.rows_added)} added, {kit.number(view.rows_known)} known, {kit.number(view.rows_rejected)} refused"
    return parts if view.status == "done" else f"Interrupted: {parts}; upload the file again to go on"


def _undo(view: BulkView) -> None:
    question = kit.Question(
        f"Take back {view.filename}?",
        f"Its {kit.count(view.rows_added, 'post')} and their deliveries are deleted, edits included.",
        "Take it back", "Taken back.",
    )
    kit.confirm_here(
        f"import_undo_{view.id}", "Undo", question,
        lambda: context.agency().calendar.bulk.undo(context.actor(), view.id), icon=":material/undo:",
    )
