"""Workers: the processes that run the engine or stand by to, and which versions work here."""

from __future__ import annotations

import platform

import streamlit as st

from agency_core import __version__
from agency_core.ui import context, kit
from agency_core.ui.panels.health import workers


@kit.live_panel("The workers", every=5, key="operations_workers")
def _workers() -> None:
    workers(context.agency().operate.workers(context.actor()))


def workers_tab() -> None:
    """Draw the section."""
    _workers()
    st.subheader("Versions", anchor=False)
    found = context.agency().operate.room.database(context.actor())
    st.table({
        "Agency": __version__, "Python": platform.python_version(), "Streamlit": st.__version__,
        found.kind: kit.plain(found.version), "System": kit.plain(platform.platform(terse=True)),
    }, border="horizontal", alt="Versions of the product and of what it runs on")
