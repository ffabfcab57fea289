"""What becomes of an import: how far it is, what it brought, and the ways out of it."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.upload import ENDED, RUNNING, UploadStatus, UploadView
from agency_core.ui import context, kit
from agency_core.ui.analytics.rejects import rejected

WATCHED = "analytics_watching"
AGAIN = "analytics_again"


def progress(view: UploadView) -> None:
    """Draw it, once a second while it runs."""
    st.fragment(_draw, run_every=1 if _moves(view) else None, key="analytics_progress")(view.id)


def _moves(view: UploadView) -> bool:
    return view.status in RUNNING or (view.status in ENDED and view.finished_at is None)


def _draw(upload_id: str) -> None:
    view = context.agency().uploads.get(context.actor(), upload_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        kit.badge("upload", view.status)
        st.caption(_said(view))
    if view.status in RUNNING:
        _running(view)
    elif view.error:
        st.error(kit.plain(view.error), icon=":material/error:")
    if view.rows_rejected:
        found = context.agency().uploads.rejects(context.actor(), view.id)
        rejected(view.id, found, view.rows_rejected)
    if not _moves(view):
        _ways_out(view)
        if st.session_state.pop(WATCHED, "") == view.id:
            st.rerun()  # the list below and the timer of this part follow the end of the import


def _said(view: UploadView) -> str:
    if view.status in RUNNING:
        return "Imported by the engine, beside everything else; you may leave this page."
    if view.status in ENDED:
        return "Nothing of it is kept." if view.finished_at else "Being taken back …"
    ours = f", {kit.count(view.posts_ours, 'post')} of our own" if view.posts_ours else ""
    return f"{result(view)}{ours}"


def _running(view: UploadView) -> None:
    about = f" of about {kit.number(view.rows_about)}" if view.rows_about else ""
    st.progress(view.done, f"{kit.count(view.rows_total, 'row')} read{about} · {view.done:.0%}")
    if st.button("Cancel", key="analytics_cancel", icon=":material/cancel:", help="What came in already is taken back."):
        st.session_state[WATCHED] = view.id
        kit.act(lambda: context.agency().uploads.importing.cancel(context.actor(), view.id), "The import is cancelled.")


def _ways_out(view: UploadView) -> None:
    if view.status == UploadStatus.IMPORTED:
        question = kit.Question(
            f"Take back {view.filename}?",
            f"Its {kit.count(view.rows_added, 'count')} and the posts of which nothing else is known are deleted, and every "
            "figure follows. The file can be imported again.",
            "Take it back", "Taken back.",
        )
        kit.confirm_here(
            f"analytics_undo_{view.id}", "Undo this import", question,
            lambda: context.agency().uploads.importing.undo(context.actor(), view.id), icon=":material/undo:",
        )
    elif st.button("Look at it again", key="analytics_look_again", icon=":material/restart_alt:"):
        st.session_state[AGAIN] = view.id
        st.rerun()


def result(view: UploadView) -> str:
    """What became of an upload, in words: `12 added, 3 unchanged, 1 refused of 16 rows`."""
    if view.status in ENDED:
        return "Nothing of it is kept"
    return (
        f"{kit.number(view.rows_added)} added, {kit.number(view.rows_unchanged)} unchanged, "
        f"{kit.number(view.rows_rejected)} refused of {kit.count(view.rows_total, 'row')}"
    )
