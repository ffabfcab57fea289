"""Media: the client's pictures, videos and documents, once kept and sent to each platform as it takes them."""

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.media import MediaFilter, MediaView
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.library.detail import PARAM, detail
from agency_core.ui.library.grid import grid
from agency_core.ui.library.upload import uploader
from agency_core.ui.panels.drawer import drawer

AFTER = "library_after"
SORTS = {"": "All", "image": "Pictures", "video": "Videos", "document": "Documents"}


def taken(kept: Sequence[MediaView]) -> None:
    if kept:
        kit.flash(f"Kept {kit.count(len(kept), 'file')}.")
    if len(kept) == 1 and not kept[0].alt_text:
        kit.set_param(PARAM, kept[0].id)  # what it shows is best said at once


client = context.client()
kit.header("Media", "Pictures, videos and documents, kept once and sent to each platform as it takes them.")
may_add = context.may(Verb.WRITE, "medium")
if may_add:
    with st.expander("Upload", icon=":material/upload:", key="library_upload", expanded=True):
        uploader(client, "library_file", taken)
with kit.toolbar():
    text = kit.search("Name or description", param_name="library_text")
    sort = kit.choose("Kind", SORTS, param_name="library_sort", resets=[AFTER])

with kit.problems("The library"):
    wanted = MediaFilter(client.id, text.strip(), sort)
    page = Page(limit=24, cursor=kit.param(AFTER))
    found = context.agency().library.list(context.actor(), filter=wanted, page=page)
    if not found.items and (text or sort):
        kit.empty_filter("media", "library_clear", "library_text", "library_sort")
    elif not found.items:
        kit.empty("No media yet." + " Upload a picture, a video or a PDF above." * may_add, icon=":material/photo_library:")
    else:
        if opened := grid(found.items, "library", "Open"):
            kit.set_param(PARAM, opened.id)
        kit.pager(AFTER, found.next_cursor, kit.count(len(found.items), "medium", "media"))
drawer(PARAM, "Medium", detail, icon=":material/photo_library:")
