"""Health: one word, the reasons, the signs of life, and the workers."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.operations import STALLED_AFTER, SystemStatus, WorkerView
from agency_core.ui import context, kit


def health_strip(status: SystemStatus) -> None:
    """Draw health, scheduler beat and what waits as a row of figures."""
    now = context.now()
    with kit.toolbar():
        kit.badge("health", status.system_status)
        for reason in status.reasons:
            st.markdown(f":orange[{kit.plain(reason)}]", width="content")
    with st.grid(4, min_column_width=150, key="health_strip"):
        st.metric("Scheduler beat", kit.relative(status.scheduler_beat_at, now), border=True,
                  help="The scheduler says every few seconds that it is alive.")
        for noun, state, label in (
            ("deliveries", "pending", "Deliveries waiting"), ("messages", "pending", "Messages waiting"),
            ("agents", "active", "Agents at work"),
        ):
            counts = status.statistics.get(noun, {})
            if state in counts:
                st.metric(label, kit.number(counts[state]), border=True)


def workers(found: tuple[WorkerView, ...]) -> None:
    """Draw the processes that run, or stand by to run, the engine."""
    st.subheader("Workers", anchor=False)
    if not found:
        kit.empty("No worker runs. Nothing is published until one does.", icon=":material/error:")
        return
    zone, now = context.zone(), context.now()
    kit.table(
        [{"Worker": f"{one.host} · {one.pid}", "State": kit.cell("worker", _worker_state(one)), "Role": one.role,
          "Started": kit.when(one.started_at, zone, now), "Last beat": kit.relative(one.beat_at, now)} for one in found],
        key="workers_table", alt="Worker processes with role and last sign of life",
        columns={"State": kit.status_column("State", "worker")},
    )


def _worker_state(worker: WorkerView) -> str:
    if context.now() - worker.beat_at > STALLED_AFTER:
        return "silent" if worker.leading else "gone"
    if worker.leading:
        return "leading"
    return "serving" if worker.role in {"api", "ui"} else "standby"
