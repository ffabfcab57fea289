"""The rows of running the desk: tasks, their jobs, workers, and keys of requests that were answered before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.operations import JobView, TaskView, WorkerView
from agency_core.models.base import Base


class TaskRow(Base):
    """A function with a rhythm, and how its runs went."""

    __tablename__ = "task"

    name: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    every_seconds: Mapped[float]
    paused: Mapped[bool] = mapped_column(default=False)
    running: Mapped[bool] = mapped_column(default=False)
    run_requested: Mapped[bool] = mapped_column(default=False)
    next_run_at: Mapped[datetime | None]
    last_run_at: Mapped[datetime | None]
    last_ms: Mapped[float | None]
    result: Mapped[str] = mapped_column(default="")
    last_error: Mapped[str] = mapped_column(default="")
    last_error_at: Mapped[datetime | None]
    runs: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    consecutive_failures: Mapped[int] = mapped_column(default=0)

    def view(self) -> TaskView:
        """A frozen copy."""
        return TaskView(
            name=self.name, label=self.label, every_seconds=self.every_seconds, paused=self.paused, running=self.running,
            next_run_at=self.next_run_at, last_run_at=self.last_run_at, last_ms=self.last_ms, result=self.result,
            last_error=self.last_error, last_error_at=self.last_error_at, runs=self.runs, failures=self.failures,
            consecutive_failures=self.consecutive_failures,
        )


class JobRow(Base):
    """One run of a task that did something, failed, or was asked for."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_task", "task", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    task: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    outcome: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")

    def view(self) -> JobView:
        """A frozen copy."""
        return JobView(
            id=self.id, task=self.task, started_at=self.started_at, ended_at=self.ended_at, outcome=self.outcome,
            summary=self.summary, error=self.error,
        )


class WorkerRow(Base):
    """A process that runs the engine, or stands by to."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    role: Mapped[str]
    leading: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]

    def view(self) -> WorkerView:
        """A frozen copy."""
        return WorkerView(
            id=self.id, host=self.host, pid=self.pid, role=self.role, leading=self.leading,
            started_at=self.started_at, beat_at=self.beat_at,
        )


class ReplayRow(Base):
    """An Idempotency-Key that created something: the same key with the same request gives the same thing back."""

    __tablename__ = "replay"

    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    subject_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)


class SwitchRow(Base):
    """A switch of the whole installation, for example `publishing_paused`: who turned it on, when and why."""

    __tablename__ = "switch"

    name: Mapped[str] = mapped_column(primary_key=True)
    is_on: Mapped[bool]
    turned_by: Mapped[str]
    turned_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")
