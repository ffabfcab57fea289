"""Tasks: each with its rhythm, its last and next run and what one can do to it; below, what their runs did."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.operations import JobView
from agency_core.domain.paging import Page
from agency_core.ui import context, kit
from agency_core.ui.panels.scheduler import task_table

SHOWN = 25


@kit.live_panel("The scheduler", every=2, key="operations_board")
def _board() -> None:
    operate = context.agency().operate
    task_table(operate.tasks(context.actor()))
    kit.engine_freshness(operate.status().scheduler_beat_at)


@kit.live_panel("The jobs", every=10, key="operations_jobs")
def _jobs() -> None:
    operate, actor, task = context.agency().operate, context.actor(), kit.param("operations_task")
    found = operate.jobs(actor, task=task, page=Page(limit=SHOWN)).items
    if not found and task:
        kit.empty_filter("jobs", "operations_clear", "operations_task")
    elif not found:
        kit.empty("No job has done anything yet. Runs that found nothing to do are not listed.")
    else:
        names = {one.name: one.label for one in operate.tasks(actor)}
        kit.table([_row(one, names) for one in found], key="jobs_table", alt="Latest runs of tasks with outcome",
                  columns={"Outcome": kit.status_column("Outcome", "job"),
                           "Summary": st.column_config.TextColumn("Summary", width="large")})


def _row(job: JobView, names: dict[str, str]) -> dict[str, object]:
    return {
        "When": kit.when(job.started_at, context.zone(), context.now()), "Task": names.get(job.task, job.task),
        "Outcome": kit.cell("job", job.outcome), "Took": kit.milliseconds((job.ended_at - job.started_at).total_seconds() * 1e3),
        "Summary": job.error or job.summary,
    }


def tasks_tab() -> None:
    """Draw the section."""
    _board()
    names = {one.name: one.label for one in context.agency().operate.tasks(context.actor())}
    with kit.spread():
        st.subheader("Jobs", anchor=False, width="content")
        kit.choose("Jobs of", {"": "All tasks", **names}, param_name="operations_task", kind="select")
    _jobs()
