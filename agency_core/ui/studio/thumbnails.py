"""The media of content as small pictures: those of the library as they are, others by their address alone."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.content import MediaItem
from agency_core.domain.media import file_of
from agency_core.domain.platform import MediaSort
from agency_core.ui import context, kit
from agency_core.ui.library.grid import small
from agency_core.ui.library.words import of_view

MOST = 4


def thumbnails(client_id: str, media: Sequence[MediaItem], *, described: bool = False) -> None:
    """A row of small pictures. `described`: with what each shows, for those who decide on it.

    What is kept elsewhere is not fetched: only its address is shown.
    """
    files = [file_of(item.url) for item in media]
    known = context.agency().library.known(client_id, [each for each in files if each])
    for start in range(0, len(media), MOST):
        row = list(zip(media[start : start + MOST], files[start : start + MOST], strict=True))
        for place, (item, file) in zip(st.columns(max(len(row), 2)), row, strict=False):
            with place:
                view = known.get(file)
                if view is None:
                    st.caption(f":material/image: {kit.plain(item.url, 60)}")
                else:
                    small(view)
                    if view.sort is not MediaSort.IMAGE:
                        st.caption(of_view(view))
                if described or not item.alt_text:
                    st.caption(kit.plain(item.alt_text, 120) or ":orange[:material/info: no description]")
