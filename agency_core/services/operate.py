"""Operate: see how the desk itself is doing, and let tasks rest, go on, or run now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from agency_core import __version__
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.health import DOWN_AFTER, Signs, beating, verdict
from agency_core.domain.operations import (
    STALLED_AFTER,
    Change,
    CheckView,
    Health,
    HistoryView,
    JobView,
    SystemStatus,
    TaskView,
    WorkerView,
)
from agency_core.domain.paging import Listing, Page
from agency_core.errors import AgencyError
from agency_core.models import TaskRow
from agency_core.services import checkup
from agency_core.services.checks.patient import Patient
from agency_core.services.engine_room import EngineRoom
from agency_core.services.figures import Figures
from agency_core.services.logbook import Logbook
from agency_core.services.prompt import Prompt
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.queries import activity, facts, history, worker
from agency_core.store.queries import task as tasks

NO_NUMBERS: Mapping[str, Mapping[str, int]] = {"agents": {}, "content": {}, "messages": {}, "deliveries": {}}


class Operate:
    """Tasks, jobs, workers, health."""

    def __init__(self, db: Database, clock: Clock, settings: Settings) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock
        self._settings = settings
        self._prompt = Prompt()
        self.figures, self.logbook, self.room = Figures(db, clock), Logbook(settings.data), EngineRoom(db, clock)

    def tasks(self, actor: Actor) -> tuple[TaskView, ...]:
        """Every task, the most frequent first; none for an actor who does not reach all clients.

        The engine writes down the runs of an idle task only every few seconds, so a next run that has just passed is
        shown as being due now while the engine lives. A task that is paused has no next run.
        """
        if actor.clients is not None:
            return ()
        now = self._clock.now()
        with self._db.reading() as session:
            found = tasks.every(session)
            alive = beating(now, worker.life(session).beat_at)
        return tuple(replace(each, next_run_at=_next_run(each, now, alive=alive)) for each in found)

    def pause(self, actor: Actor, name: str) -> TaskView:
        """Let a task rest; a run that is under way ends. Repeating it changes nothing."""
        return self._steer(actor, name, paused=True)

    def resume(self, actor: Actor, name: str) -> TaskView:
        """Let a task go on; what became due while it rested is done once, at once."""
        return self._steer(actor, name, paused=False)

    def run_now(self, actor: Actor, name: str) -> TaskView:
        """Run a task as soon as the engine can, also one that is paused; a run that is under way ends first."""
        with self._db.transaction() as session:
            row = self._mine(actor, tasks.get(session, name))
            row.run_requested = True
            change = Change("", "task", name, "", "requested", actor.label, self._clock.now(), row.label)
            history.note(session, change)
            return row.view()

    def jobs(self, actor: Actor, *, task: str = "", page: Page | None = None) -> Listing[JobView]:
        """Runs that did something, failed or were asked for, newest first; none for an actor who does not reach all clients."""
        if actor.clients is not None:
            return Listing(())
        with self._db.reading() as session:
            return tasks.jobs(session, task, page or Page())

    def workers(self, actor: Actor) -> tuple[WorkerView, ...]:
        """The processes that run the engine or stand by to, the one that leads first."""
        if actor.clients is not None:
            return ()
        with self._db.reading() as session:
            return worker.newest(session)

    def activity(self, actor: Actor, *, client_id: str = "", page: Page | None = None) -> Listing[HistoryView]:
        """What happened, newest first."""
        if client_id:
            actor.reach(client_id)
        with self._db.reading() as session:
            if client_id or actor.clients is None:
                return history.of_client(session, client_id, page or Page())
            return activity.of_clients(session, actor.clients, page or Page())

    def status(self) -> SystemStatus:
        """Health in one word with its reasons; answers within seconds also when the database does not.

        `down`: the database cannot be read, or due deliveries wait and no engine gave a sign of life for five minutes.
        `degraded`: no engine beats, the database refused work lately, or a task fails, hangs or is paused that should not.
        """
        now = self._clock.now()
        try:
            return self._prompt.answer(lambda: self._status(now))
        except (AgencyError, SQLAlchemyError) as error:
            reason = f"The database cannot be read: {error.message if isinstance(error, AgencyError) else error}"
            return SystemStatus(Health.DOWN, now, (reason,), NO_NUMBERS, __version__, None)

    def _status(self, now: datetime) -> SystemStatus:
        errors = self._db.errors_since(DOWN_AFTER)
        with self._db.reading() as session:
            life, known, numbers = worker.life(session), tasks.every(session), facts.statistics(session)
            due = 0 if beating(now, life.beat_at) else facts.due(session, now)
        health, reasons = verdict(Signs(now, life.beat_at, life.seen_at, due, known, errors, self._db.damage))
        return SystemStatus(health, now, reasons, numbers, __version__, life.seen_at)

    def doctor(self) -> tuple[CheckView, ...]:
        """Examine the installation, from the interpreter to overdue deliveries; answers whatever is broken."""
        return checkup.examine(Patient(self._db, self._settings, self._clock.now()))

    def prune(self) -> int:
        """Delete what is too old to be of use: request keys and gone workers after 7 days. How many rows."""
        with self._db.transaction() as session:
            return tasks.forget(session, self._clock.now())

    def _steer(self, actor: Actor, name: str, *, paused: bool) -> TaskView:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = self._mine(actor, tasks.get(session, name))
            if row.paused != paused:
                words = ("active", "paused") if paused else ("paused", "active")
                row.paused = paused
                history.note(session, Change("", "task", name, *words, actor.label, now, row.label))
            return row.view()

    def _mine(self, actor: Actor, row: TaskRow) -> TaskRow:
        actor.administer("task")
        return row


def _next_run(task: TaskView, now: datetime, *, alive: bool) -> datetime | None:
    if task.paused or task.next_run_at is None:
        return None
    just_passed = now - STALLED_AFTER < task.next_run_at < now
    return now if alive and just_passed else task.next_run_at
