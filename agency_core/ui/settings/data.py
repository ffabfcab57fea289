"""Data: where it lies, copies of it, the demo, and which version this is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from agency_core import __version__
from agency_core.domain.client import ClientView
from agency_core.ui import context, kit


def data_tab(client: ClientView) -> None:
    """Places, backups, export, demo."""
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
    st.subheader("Backups", anchor=False)
    st.caption("A verified copy of the whole database, made while it is in use. Bring one back with: "
               "python -m agency_core restore <file>.")
    if st.button("Back up now", key="settings_backup", type="primary", icon=":material/backup:"):
        _backup()
    _backups(folder / "backups")
    st.subheader("Take a client with you", anchor=False)
    st.caption("Everything of this client as one file, without tokens. Bring it in elsewhere with: "
               "python -m agency_core import <file>.")
    if st.button(f"Export {client.name}", key="settings_export", icon=":material/archive:"):
        _export(client)
    if client.is_demo:
        _demo(client)


def _backup() -> None:
    with kit.problems("The backup"):
        file = context.agency().archive.backup(context.actor())
        kit.flash(f"Backed up to {file.name}.")
        st.rerun()


def _backups(folder: Path) -> None:
    zone, now = context.zone(), context.now()
    rows = [
        {"File": file.name, "Size": f"{file.stat().st_size / 1e6:.1f} MB", "Made": kit.when(made, zone, now)}
        for file, made in _files(folder)
    ]
    if rows:
        kit.table(rows[:25], key="settings_backups", alt="Backups, newest first")
    else:
        st.caption(":material/warning: There is no backup yet.")


def _export(client: ClientView) -> None:
    with kit.problems("The export"):
        file = context.agency().archive.export(context.actor(), client.id)
        kit.flash(f"Exported to {file}.")
        st.rerun()


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


def _files(folder: Path) -> Iterator[tuple[Path, datetime]]:
    for file in sorted(folder.glob("*.sqlite3"), reverse=True):
        yield file, datetime.fromtimestamp(file.stat().st_mtime, UTC)
