"""One medium in detail: what it is, what it shows, where it is used, what platforms are sent, and its end."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.media import MediaChanges, MediaView
from agency_core.domain.permission import Verb
from agency_core.domain.platform import MediaSort
from agency_core.security import kept_files
from agency_core.ui import context, kit
from agency_core.ui.library.words import of_sending, of_view
from agency_core.ui.panels.drawer import facts, heading
from agency_core.ui.who import who

PARAM = "medium"


def detail(media_id: str) -> None:
    """Draw one medium."""
    library, actor = context.agency().library, context.actor()
    view = library.get(actor, media_id)
    _shown(view)
    facts("Facts about the medium", (
        ("File", of_view(view)), ("Kept", kit.when(view.created_at, context.zone(), context.now())),
        ("By", kit.plain(who(view.created_by))), ("Address in content", f"`{view.url}`"),
    ))
    _words(view)
    heading("Where it is used")
    uses = library.used_by(actor, media_id)
    for use in uses:
        said = kit.plain(f"{use.title} ({use.status})", 80)
        if context.may(Verb.WRITE, "content"):
            kit.go("studio", said, icon=":material/article:", content=use.content_id)
        else:
            st.caption(f":material/article: {said}")
    if not uses:
        st.caption("Nowhere yet.")
    heading("What platforms are sent")
    platforms = [each.key.value for each in context.agency().accounts.connectors()]
    with st.spinner("Making it fit …"):
        for sending in library.sent_as(actor, media_id, platforms=platforms):
            st.caption(of_sending(sending))
    if not context.may(Verb.WRITE, "medium"):
        return
    kit.confirm_here(
        "media_delete", "Delete", kit.Question(
            f"Delete “{view.name}”?", "The file and every copy made of it are removed for good. Posts that are out keep theirs.",
            "Delete", "Deleted.",
        ), lambda: _deleted(media_id), icon=":material/delete:",
    )


def _shown(view: MediaView) -> None:
    library = context.agency().library
    if view.sort is MediaSort.VIDEO:
        st.video(kept_files.read(library.file(view)), format=view.mime, alt=view.alt_text or view.name)
    elif picture := library.small(view):
        st.image(kept_files.read(picture), alt=view.alt_text or view.name)


def _words(view: MediaView) -> None:
    if not context.may(Verb.WRITE, "medium"):
        st.text(view.alt_text)
        return
    with st.form("media_words", border=False):
        name = st.text_input("Name", view.name, max_chars=200, key=f"media_name_{view.id}")
        alt_text = st.text_area(
            "What it shows, for those who cannot see it", view.alt_text, max_chars=4_000, key=f"media_alt_{view.id}",
            help="Given to content when the medium is added to it; each content may change its own.",
        )
        pressed = st.form_submit_button("Save", key="media_save", icon=":material/save:")
    if pressed:
        changes = MediaChanges(name, alt_text)
        kit.act(lambda: context.agency().library.update(context.actor(), view.id, changes=changes), "Saved.")


def _deleted(media_id: str) -> None:
    context.agency().library.delete(context.actor(), media_id)
    kit.set_param(PARAM, "")
