"""The uploader of the library: files go to the disk piece by piece and leave the memory of the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import streamlit as st
from streamlit.typing import UploadedFile

from agency_core.domain.client import ClientView
from agency_core.domain.media import MediaView
from agency_core.errors import AgencyError
from agency_core.ui import context, kit

TYPES = ["jpg", "jpeg", "png", "gif", "webp", "mp4", "m4v", "mov", "webm", "pdf"]
MOST_MB = 50
_CHUNK = 1024 * 1024


def uploader(client: ClientView, key: str, taken: Callable[[Sequence[MediaView]], None]) -> None:
    """Take files; those that were kept go to `taken`, and the page runs again with an empty uploader.

    What was refused is shown once in that run, by its name.
    """
    turn, refused = f"{key}_turn", f"{key}_refused"
    most = min(MOST_MB, context.agency().settings.media_mb)
    files = st.file_uploader(
        "Pictures, videos or PDFs", type=TYPES, accept_multiple_files=True, max_upload_size=most,
        key=f"{key}_{st.session_state.get(turn, 0)}",
        help=f"At most {most} MB each here; larger ones through POST /api/media. What a file is, its content says.",
    )
    for name, error in st.session_state.pop(refused, ()):
        st.markdown(f"**{kit.plain(name, 80)}**")
        kit.show_problem(error)
    if not files:
        return
    with st.spinner("Looking into it …"):
        kept, wrong = _kept(client, files)
    st.session_state[refused] = wrong
    st.session_state[turn] = st.session_state.get(turn, 0) + 1  # an uploader with a new key is empty: the files leave the memory
    taken(kept)
    st.rerun()


def _kept(client: ClientView, files: Sequence[UploadedFile]) -> tuple[list[MediaView], list[tuple[str, AgencyError]]]:
    kept, wrong = [], []
    for file in files:
        try:
            kept.append(context.agency().library.add(context.actor(), client.id, name=file.name, chunks=_chunks(file)))
        except AgencyError as error:
            wrong.append((file.name, error))
    return kept, wrong


def _chunks(file: UploadedFile) -> Iterator[bytes]:
    while block := file.read(_CHUNK):
        yield block
