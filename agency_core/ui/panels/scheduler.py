"""The scheduler: each task's rhythm, next and last run, duration and failures, with what one can do to it."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from agency_core.domain.operations import TaskView
from agency_core.ui import context, kit

RUN, PAUSE, RESUME = ":material/play_arrow: Run now", ":material/pause: Pause", ":material/play_circle: Resume"
_CLICK = "tasks_action"
_LATE = timedelta(seconds=15)


def state(task: TaskView, now: datetime) -> str:
    """The state of a task in one word of `kit.states`: running, paused, failing, late or waiting."""
    if task.running:
        return "running"
    if task.paused:
        return "paused"
    if task.next_run_at is not None and now - task.next_run_at > _LATE:
        return "late"
    return "failing" if task.consecutive_failures else "waiting"


def rhythm(seconds: float) -> str:
    """How often, in words: `every 5 min`."""
    return f"every {kit.span(timedelta(seconds=seconds))}"


def _next(task: TaskView, now: datetime) -> str:
    if task.paused or task.next_run_at is None:
        return kit.MISSING
    return kit.relative(max(task.next_run_at, now), now)


def task_table(tasks: tuple[TaskView, ...]) -> None:
    """Draw the tasks with a menu in each row."""
    if not tasks:
        kit.empty("No task is known yet: the scheduler writes them down when it first starts.", icon=":material/schedule:")
        return
    zone, now = context.zone(), context.now()
    rows = [{
        "Task": task.label, "State": kit.cell("task", state(task, now)), "Rhythm": rhythm(task.every_seconds),
        "Next run": _next(task, now),
        "Last run": kit.when(task.last_run_at, zone, now), "Took": kit.milliseconds(task.last_ms),
        "Result": task.last_error if task.consecutive_failures else task.result,
        "Runs": task.runs, "Failures": task.failures, "Do": [RUN, RESUME if task.paused else PAUSE],
    } for task in tasks]
    kit.table(
        rows, key="tasks_table", alt="Scheduled tasks with next run, last run, duration and failures",
        columns={
            "State": kit.status_column("State", "task"), "Result": st.column_config.TextColumn(width="medium"),
            "Do": st.column_config.ButtonColumn("", key=_CLICK, on_click=_clicked, args=(tasks,), width="small"),
        },
    )


def _clicked(tasks: tuple[TaskView, ...]) -> None:
    pressed = st.session_state[_CLICK]
    if pressed is None:
        return
    task, operate, actor = tasks[pressed.row], context.agency().operate, context.actor()
    use, done = {
        RUN: (operate.run_now, "runs now"), PAUSE: (operate.pause, "is paused"), RESUME: (operate.resume, "goes on"),
    }[pressed.label]
    kit.later(lambda: use(actor, task.name), f"{task.label} {done}.")
