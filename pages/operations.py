"""Operations: the scheduler live, its jobs, the workers, health, and the switch that stops publishing."""

import streamlit as st

from agency_core.domain.operations import JobView
from agency_core.domain.paging import Page
from agency_core.ui import context, kit
from agency_core.ui.panels.health import doctor, health_strip, workers
from agency_core.ui.panels.kill_switch import kill_switch, stop_everything
from agency_core.ui.panels.scheduler import task_table

operate, actor, zone = context.agency().operate, context.actor(), context.zone()
kit.header("Operations", "What runs by itself, when it runs next, and how it went.", live=True)


@kit.live_panel("The scheduler", every=2, key="operations_board")
def board() -> None:
    status = operate.status()
    health_strip(status)
    st.subheader("Scheduler", anchor=False)
    task_table(operate.tasks(actor))
    kit.engine_freshness(status.scheduler_beat_at)


def job_row(job: JobView) -> dict[str, object]:
    return {
        "When": kit.when(job.started_at, zone, context.now()), "Task": names.get(job.task, job.task),
        "Outcome": kit.cell("job", job.outcome), "Took": kit.milliseconds((job.ended_at - job.started_at).total_seconds() * 1e3),
        "Summary": job.error or job.summary,
    }


@kit.live_panel("The jobs", every=10, key="operations_jobs")
def jobs() -> None:
    found = operate.jobs(actor, task=task, page=Page(limit=25)).items
    if not found and task:
        kit.empty_filter("jobs", "operations_clear", "operations_task")
    elif not found:
        kit.empty("No job has done anything yet. Runs that found nothing to do are not listed.")
    else:
        kit.table([job_row(one) for one in found], key="jobs_table", alt="Latest runs of tasks with outcome",
                  columns={"Outcome": kit.status_column("Outcome", "job"),
                           "Summary": st.column_config.TextColumn("Summary", width="large")})


@kit.live_panel("The workers", every=10, key="operations_workers")
def at_work() -> None:
    workers(operate.workers(actor))


board()
names = {one.name: one.label for one in operate.tasks(actor)}
with kit.spread():
    st.subheader("Jobs", anchor=False, width="content")
    task = kit.choose("Jobs of", {"": "All tasks", **names}, param_name="operations_task", kind="select")
jobs()
at_work()
st.subheader("Publishing", anchor=False)
st.caption("Holds back everything, or what one client publishes, until you let it go again by a plan for what became late.")
with st.container(border=True):
    stop_everything()
    for client in context.clients():
        kill_switch(client)
    if not context.clients():
        st.caption("There is no client yet.")
doctor()
