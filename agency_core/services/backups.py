"""Backups: made by a plan or by hand, kept by a policy in a folder and an S3-compatible storage, and drilled."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from agency_core.domain.actor import Actor
from agency_core.domain.backup import AGAIN_AFTER, BackupKind, BackupPlan, BackupState
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.watching import BackupView
from agency_core.errors import AgencyError, Conflict, NotFound, StorageFailed
from agency_core.services.audit import taken
from agency_core.services.backup_drill import drilled
from agency_core.services.backup_making import WORK, Source, make
from agency_core.services.backup_shelf import PLAN, Shelf, forget_parts, nearest
from agency_core.services.owner import whole
from agency_core.store import exchange
from agency_core.store.queries import backup as backups
from agency_core.store.queries import history
from agency_core.store.queries import setting as settings

log = logging.getLogger(__name__)
GRACE = timedelta(hours=1)
"""How old the first client is before the first backup by the plan is made."""


@dataclass(frozen=True)
class Places:
    """Where backups go (no `s3`: there is none, or `problem` says what is wrong with it), and where the key lies."""

    folder: str
    s3: str
    key_file: str
    problem: str = ""


class BeingMade(Conflict):
    """A backup is being made."""


class Backups:
    """Backups of one installation."""

    def __init__(self, source: Source) -> None:
        """Back up `source`."""
        self._source, self._shelf = source, Shelf(source)
        self._db, self._clock, self._data = source.db, source.clock, source.settings.data

    def list(self, actor: Actor, *, page: Page | None = None) -> Listing[BackupView]:
        """Backups, newest first; none for an actor who does not reach all clients."""
        if actor.clients is not None:
            return Listing(())
        with self._db.reading() as session:
            return backups.newest(session, page or Page())

    def request(self, actor: Actor) -> BackupView:
        """Let the engine make one as soon as it can. One that waits already is given back.

        Raises:
            Forbidden: only the owner may.
        """
        whole(actor)
        with self._db.transaction() as session:
            waiting = backups.of_state(session, [BackupState.WAITING])
            row = waiting[0] if waiting else self._shelf.begin(session, BackupKind.MANUAL, BackupState.WAITING)
            return row.view()

    def make(self, actor: Actor, *, target: Path | None = None) -> Path:
        """Make one now, and wait for it: in `target`, or in the places of the plan.

        Raises:
            Exists: there is such a file.
            StorageFailed: it could not be written or stored, or is not sound.
            Conflict: another one is being made, or the server's tools are not installed.
        """
        whole(actor)
        with self._turn():
            self._shelf.sweep()
            return self._made(BackupKind.MANUAL, target)

    def run_planned(self) -> int:
        """Make what was asked for, or what the plan wants; how many.

        Raises:
            StorageFailed: it failed; the next one by the plan is tried after AGAIN_AFTER.
        """
        if not self._is_due():
            return 0
        try:
            with self._turn():
                return self._run()
        except BeingMade:  # by another process, or a drill is under way: what is due is due a moment later, too
            return 0

    def delete(self, actor: Actor, backup_id: str) -> None:
        """Delete a backup and its file.

        Raises:
            Conflict: it is being made, or is the only one that is verified.
        """
        whole(actor)
        with self._db.reading() as session:
            view = backups.get(session, backup_id).view()
            verified = [row.id for row in backups.of_state(session, [BackupState.VERIFIED])]
        if view.state == BackupState.RUNNING:
            raise Conflict("It is being made.", field="state", remedy="Wait for its end.")
        if verified == [backup_id]:
            raise Conflict("It is the only verified backup.", field="state", remedy="Make another one first.")
        self._shelf.remove(view, actor.label)

    def drill(self, actor: Actor) -> int:
        """Restore the newest verified backup into a folder of its own, in a process of its own; how many rows were found.

        0 when there is none. What came of it stays with the backup.

        Raises:
            StorageFailed: it cannot be restored.
        """
        whole(actor)
        with self._db.reading() as session:
            verified = backups.of_state(session, [BackupState.VERIFIED])
            view = nearest([row.view() for row in verified])
        if view is None:
            return 0
        rows, said = 0, ""
        try:
            with self._turn(), self._work() as folder:
                rows = drilled(self._shelf.fetch(view, folder), folder, self._source.key)
        except BeingMade:
            raise
        except (AgencyError, OSError) as error:
            said = f"failed: {error}"
        with self._db.transaction() as session:
            row = backups.get(session, view.id)
            row.drilled_at, row.drill = self._clock.now(), said or f"ok: {rows} rows"
        if said:
            remedy = "Make a backup now, and drill again; then look for the cause."
            raise StorageFailed(f"The restore drill with {Path(view.place).name} {said}", remedy=remedy)
        return rows

    def plan(self, actor: Actor) -> BackupPlan:
        """How often one is made, where to, and how many are kept.

        Raises:
            Forbidden: only the owner may look.
        """
        whole(actor)
        return self._shelf.plan()

    def save_plan(self, actor: Actor, *, plan: BackupPlan) -> BackupPlan:
        """Replace the plan.

        Raises:
            Invalid: a number is out of its range, or the folder is not named from its root.
        """
        whole(actor)
        now = self._clock.now()
        with self._db.transaction() as session:
            settings.put(session, PLAN, plan.checked().stored(), actor.label, now)
            history.note(session, Change("", "setting", PLAN, "", "changed", actor.label, now))
        return plan

    def places(self, actor: Actor) -> Places:
        """Where they go, and where the key lies that they never hold."""
        whole(actor)
        folder, key = str(self._shelf.folder().resolve()), str(self._source.key)
        try:
            s3 = self._shelf.s3()
        except AgencyError as error:
            return Places(folder, "", key, error.message)
        return Places(folder, s3.place.address("") if s3 else "", key)

    def file(self, actor: Actor, backup_id: str) -> Path:
        """The file of a backup that lies on this machine.

        Raises:
            NotFound: it does not.
        """
        whole(actor)
        with self._db.reading() as session:
            row = backups.get(session, backup_id)
            if row.state != BackupState.VERIFIED or not Path(row.place).is_file():
                raise NotFound("Its file is not on this machine.", field="backup", remedy="Get it from where it was stored.")
            place = Path(row.place)
        taken(self._db, actor, "backup.downloaded", noun="backup", subject_id=backup_id)
        return place

    def _run(self) -> int:
        self._shelf.sweep()
        if not self._is_due():
            return 0
        self._made(BackupKind.SCHEDULED, None)
        return 1

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time makes backups of this data folder."""
        lock = FileLock(self._data / "backup.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BeingMade(remedy="Wait for its end.") from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _work(self) -> Iterator[Path]:
        forget_parts(self._data)
        with tempfile.TemporaryDirectory(dir=self._data, prefix=WORK) as folder:
            yield Path(folder)

    def _is_due(self) -> bool:
        plan, now = self._shelf.plan(), self._clock.now()
        with self._db.reading() as session:
            if backups.of_state(session, [BackupState.WAITING]):
                return True
            failed, first = backups.last_failed(session), backups.first_client(session)
            if not plan.every_hours or first is None or now - first < GRACE or (failed and now - failed < AGAIN_AFTER):
                return False
            last = backups.last_verified(session)
        return last is None or now - last >= timedelta(hours=plan.every_hours)

    def _made(self, kind: BackupKind, target: Path | None) -> Path:
        plan = self._shelf.plan()
        file = target or self._shelf.folder() / f"agency-{self._clock.now():%Y%m%d-%H%M%S}.zip"
        with self._shelf.noted(kind, str(file)) as row_id:
            file.parent.mkdir(parents=True, exist_ok=True)
            forget_parts(file.parent, f"{file.name}.*")
            made = make(self._source, file)
            self._shelf.verified(row_id, made)
        if self._db.is_embedded:
            exchange.forget(exchange.before_rotation(self._db.file))
        if target is None:
            s3 = self._shelf.s3() if plan.to_s3 else None
            if s3 is not None:
                with self._shelf.noted(kind, s3.place.address(file.name)) as row_id:
                    s3.put(file, file.name)
                    self._shelf.verified(row_id, made)
            self._shelf.let_go(plan)
        return file
