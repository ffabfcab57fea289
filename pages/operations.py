"""Operations: what runs by itself and what it runs on, with the switches to hold, drain and repair it."""

from collections.abc import Callable

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.operations.backups import backups_tab
from agency_core.ui.operations.checks import checks_tab
from agency_core.ui.operations.database import database_tab
from agency_core.ui.operations.logs import logs_tab
from agency_core.ui.operations.now import now_tab
from agency_core.ui.operations.tasks import tasks_tab
from agency_core.ui.operations.workers import workers_tab
from agency_core.ui.panels.uptime import uptime

TABS: dict[str, Callable[[], None]] = {
    "Now": now_tab, "Tasks": tasks_tab, "Workers": workers_tab, "Database": database_tab, "Backups": backups_tab,
    "Logs": logs_tab, "Checks": checks_tab, "Uptime": uptime,
}
FOR_ALL = ("Now", "Uptime")
"""What those see who do not run the installation."""

kit.header("Operations", "What runs by itself, what it runs on, and the switches to hold, drain and repair it.", live=True)
shown = TABS if context.actor().owns("task") else {name: TABS[name] for name in FOR_ALL}
for tab, draw in zip(
    st.tabs(list(shown), key="operations_tab", on_change="rerun", bind="query-params"), shown.values(), strict=True
):
    if tab.open:
        with tab, kit.problems("This section"):
            draw()
