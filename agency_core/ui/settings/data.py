"""Data: where it lies, a client to take along, the demo, and which version this is."""

from __future__ import annotations

import streamlit as st

from agency_core import __version__
from agency_core.domain.client import ClientView
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit


def data_tab(client: ClientView) -> None:
    """Places, export, demo; each for those who may."""
    if context.actor().owns("setting"):
        _places()
    if context.may(Verb.DECIDE, "client"):
        _export(client)
    else:
        kit.empty("Managers take a client's data along, and owners delete it.", icon=":material/archive:")
    if client.is_demo and context.may(Verb.DECIDE, "client"):
        _demo(client)
    elif context.actor().owns("client"):
        _erase(client)


def _places() -> None:
    settings = context.agency().settings
    folder = settings.data.resolve()
    st.table(
        {
            "Version": __version__, "Database": kit.plain(str(settings.database_file.resolve())),
            "Uploads": kit.plain(str(folder / "uploads")), "Backups": kit.plain(str(folder / "backups")),
            "Another folder": "start with the environment variable AGENCY_DATA",
        },
        border="horizontal",
    )
    st.caption("Backups are made by a plan: see the page Operations.")


def _export(client: ClientView) -> None:
    archive, actor = context.agency().archive, context.actor()

    def made() -> bytes:
        file = archive.export(actor, client.id)
        try:
            return file.read_bytes()
        finally:
            file.unlink(missing_ok=True)  # it is downloaded: no copy of a client's data stays behind

    st.subheader("Take a client with you", anchor=False)
    st.caption("Everything of this client as one file, without tokens. Bring it in elsewhere with: "
               "python -m agency_core import FILE.")
    st.download_button(
        f"Export {client.name}", made, f"{client.id}.zip", "application/zip", key="settings_export", icon=":material/archive:",
        on_click="ignore",
    )


def _erase(client: ClientView) -> None:
    st.subheader("Delete this client", anchor=False)
    st.caption("Content, media, uploads, reports, accounts, tokens and history go for good, here and now. Entries of the audit "
               "trail stay; they hold ids and no words. Backups hold it until the last one made today is let go.")
    typed = st.text_input("To delete it, type its name", key=f"settings_erase_{client.id}", placeholder=client.name) or ""
    is_meant = typed == client.name
    if st.button(f"Delete {client.name}", key="settings_erase_now", icon=":material/delete_forever:", disabled=not is_meant):
        kit.act(lambda: context.agency().keeping.farewell.erase_client(context.actor(), client.id, typed=typed), "It is gone.")


def _demo(client: ClientView) -> None:
    st.subheader("Demo", anchor=False)
    st.caption("All of it is made up. Your own clients are not touched.")
    kit.confirm_here(
        "settings_demo_remove", "Remove the demo",
        kit.Question(
            "Remove the demo?", f"{client.name}, its agents, content and numbers are deleted for good.", "Remove it",
            "The demo is gone.",
        ),
        lambda: context.agency().demo.remove(context.actor()), icon=":material/delete:",
    )

