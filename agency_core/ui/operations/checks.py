"""Checks: what the doctor finds, what to do about it, and the part of the manual that tells more."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.operations import CheckView
from agency_core.ui import context, kit
from agency_core.ui.watch.runbook import steps

_FOUND = "operations_checks"


def checks_tab() -> None:
    """Draw the section. The checks read the whole database, so they run when they are asked for."""
    st.caption("Machine, data folder, clocks, rights, key, database, backups, log, engine, accounts, deliveries, notifiers. "
               "The command line says the same: python -m agency_core doctor.")
    if st.button("Run the checks", key="doctor_run", type="primary", icon=":material/stethoscope:"):
        with kit.problems("The check-up"), st.spinner("Examining ..."):
            st.session_state[_FOUND] = context.agency().operate.doctor()
    found: tuple[CheckView, ...] | None = st.session_state.get(_FOUND)
    if found is None:
        return
    wrong = [one for one in found if one.state != "ok"]
    if not wrong:
        kit.quiet(f"All {len(found)} checks are fine.")
    kit.table(
        [{"Check": one.name, "State": kit.cell("check", one.state), "Found": one.detail, "What to do": one.remedy}
         for one in sorted(found, key=lambda one: ("failed", "warning", "ok").index(one.state))],
        key="doctor_table", alt="Findings of the check-up", columns={
            "State": kit.status_column("State", "check"), "Found": st.column_config.TextColumn("Found", width="medium"),
            "What to do": st.column_config.TextColumn("What to do", width="large"),
        },
    )
    for one in wrong:
        heading, body = steps(one.runbook.partition("#")[2])
        if body:
            with st.expander(f"{kit.plain(one.name)}: {heading}", icon=":material/menu_book:", key=f"doctor_{one.name}"):
                st.markdown(body)
