"""What every page says at its top: made-up data, new alerts, publishing paused, and what is on fire."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from agency_core.domain.alert import AlertState
from agency_core.domain.client import ClientView
from agency_core.domain.operations import Health
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.rule import Severity
from agency_core.ui import context, kit
from agency_core.ui.operations.recovery_key import keep_a_copy
from agency_core.ui.watch.bell import bell

_EVERY = 10
_FIRE_EVERY = 5
"""Seconds between two looks at what is critical: half of what may pass until an open page says it."""


def banners(client: ClientView | None, *, shows_alerts: bool) -> None:
    """Draw the banners of a page; what is on fire only where the page does not say so itself."""
    if client is not None:
        _top(client)
    _not_encrypted()
    if context.actor().owns("setting"):
        _no_copy()
    with kit.problems("Reading whether publishing is paused"):
        everything = context.agency().calendar.resume.state()
        if everything.is_on:
            _paused("for everybody", f"{everything.why}")
    if client is not None and client.publishing_paused:
        _paused(f"for {client.name}", "Nothing goes out until it is resumed.")
    st.fragment(_down, run_every=kit.live(_EVERY), key="banner_down")()
    if not shows_alerts and context.may(Verb.VIEW, "alert"):
        st.fragment(_on_fire, run_every=kit.live(_FIRE_EVERY), key="banner_fire")(client.id if client else "")


def _top(client: ClientView) -> None:
    side: Literal["distribute", "right"] = "distribute" if client.is_demo else "right"
    with st.container(key="top", horizontal=True, horizontal_alignment=side, vertical_alignment="center", gap="small"):
        if client.is_demo:
            st.markdown(
                ":violet-badge[:material/science: DEMO] :gray[Made-up data on the sandbox network. Nothing leaves this machine.]",
                width="content",
            )
        if context.may(Verb.VIEW, "alert"):
            bell(client.id)


def _not_encrypted() -> None:
    db = context.agency().db
    if db.is_embedded and db.key is None:
        st.warning(
            "Whoever copies its file can read all of it. To encrypt it, take AGENCY_DB_ENCRYPTION=off away and start again.",
            icon=":material/no_encryption:", title="The database is not encrypted",
        )


def _no_copy() -> None:
    with kit.problems("Reading whether there is a copy of the key"):
        if not context.agency().door.recovery.kept(context.actor()).is_due:
            return
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute",
                          key="banner_key"):
            st.markdown(
                ":orange[:material/key: **Keep a copy of the recovery key.**] Lost, nobody can open the database or a backup.",
                width="content",
            )
            if st.button("Download the recovery key", key="banner_key_download", icon=":material/download:"):
                keep_a_copy()


def _paused(whom: str, why: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(
            f":orange[:material/pause_circle: **Publishing is paused {kit.plain(whom)}.**] {kit.plain(why)}", width="content",
        )
        if context.may(Verb.DECIDE, "delivery"):
            kit.go("operations", "Go to the switch", icon=":material/arrow_forward:")


def _down() -> None:
    with kit.problems("Reading the health of the system"):
        status = context.agency().operate.status()
        if status.system_status == Health.DOWN:
            st.error(kit.plain(" ".join(status.reasons)), icon=":material/error:", title="The system is down")


def _on_fire(client_id: str) -> None:
    with kit.problems("Reading the alerts"):
        alerts = context.agency().watch.list(
            context.actor(), client_id=client_id, state=AlertState.FIRING, severity=Severity.CRITICAL, page=Page(limit=3),
        ).items
        waiting = [alert for alert in alerts if not alert.acknowledged_at]
        for alert in waiting[:1]:
            with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                more = f" :gray[and {len(waiting) - 1} more]" if len(waiting) > 1 else ""
                st.markdown(f":red[:material/error: **{kit.plain(alert.summary)}**]{more}", width="content")
                kit.go("alerts", "See alerts", icon=":material/arrow_forward:", alert=alert.id)
