"""Shelf: the places where backups lie, and rows that agree with what is there."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from agency_core.domain.actor import SYSTEM
from agency_core.domain.backup import BackupKind, BackupPlan, BackupState
from agency_core.domain.backup_policy import Kept, surplus
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.watching import BackupView
from agency_core.errors import AgencyError, Conflict, StorageFailed
from agency_core.models import BackupRow
from agency_core.services.backup_file import BackupReader
from agency_core.services.backup_making import WORK, Made, Source
from agency_core.services.backup_s3 import S3, S3Place
from agency_core.store.queries import backup as backups
from agency_core.store.queries import history
from agency_core.store.queries import setting as settings

log = logging.getLogger(__name__)
PLAN = "backup"
_NAMES = "agency-*.zip"
_CUT = "The process that made it ended."
_IN_S3 = "s3://"


class Shelf:
    """Backups of one installation as rows and files."""

    def __init__(self, source: Source) -> None:
        """Those of `source`."""
        self._db, self._clock, self._settings = source.db, source.clock, source.settings

    def plan(self) -> BackupPlan:
        """The plan in force."""
        with self._db.reading() as session:
            return BackupPlan.of(settings.get(session, PLAN))

    def folder(self) -> Path:
        """Where backups lie on this machine."""
        named = self.plan().folder
        return Path(named) if named else self._settings.data / "backups"

    def s3(self) -> S3 | None:
        """The S3-compatible storage; None when none is set up.

        Raises:
            SetupProblem: it is set up wrong.
        """
        place = S3Place.of(self._settings)
        return S3(place, self._clock) if place else None

    def begin(self, session: Session, kind: BackupKind, state: BackupState) -> BackupRow:
        """A new row."""
        now = self._clock.now()
        row = BackupRow(id=new_id(now), started_at=now, kind=kind, state=state)
        session.add(row)
        session.flush()
        return row

    @contextmanager
    def noted(self, kind: BackupKind, place: str) -> Iterator[str]:
        """Do the block under a row that tells how it goes: its id. One that waits is taken."""
        with self._db.transaction() as session:
            waiting = backups.of_state(session, [BackupState.WAITING])
            row = waiting[0] if waiting else self.begin(session, kind, BackupState.RUNNING)
            row.state, row.place, row.started_at = BackupState.RUNNING, place, self._clock.now()
            row_id = row.id
        try:
            yield row_id
        except AgencyError as error:
            self._fail(row_id, error.message)
            raise
        except OSError as error:
            self._fail(row_id, str(error))
            raise StorageFailed(f"{place} cannot be written: {error}.", remedy="Check the disk and the folder.") from error

    def verified(self, row_id: str, made: Made) -> None:
        """It was written and read back."""
        with self._db.transaction() as session:
            row, now = backups.get(session, row_id), self._clock.now()
            row.state, row.size, row.rows, row.ended_at, row.verified_at = BackupState.VERIFIED, made.size, made.rows, now, now

    def sweep(self) -> None:
        """Make the list agree with what is there: what was cut off has failed, a file without a row is found, and the reverse.

        For whoever has the turn: nobody else makes backups meanwhile.
        """
        folder = self.folder()
        if folder.is_dir():
            forget_parts(folder)
        there = {str(file): file for file in folder.glob(_NAMES)}
        with self._db.transaction() as session:
            for row in backups.of_state(session, [BackupState.RUNNING]):
                if row.place in there:  # of a restored database: it was being made when that was copied into it
                    session.delete(row)
            session.flush()
            backups.end_running(session, self._clock.now(), _CUT)
            known = backups.of_state(session, [BackupState.VERIFIED])
            for row in known:
                if not row.place.startswith(_IN_S3) and not Path(row.place).exists():
                    row.state = BackupState.DELETED
            for place in there.keys() - {row.place for row in known}:
                self._find(session, there[place])

    def let_go(self, plan: BackupPlan) -> None:
        """Delete what the plan does not keep, in the folder and in the storage. Files that were written elsewhere stay."""
        with self._db.reading() as session:
            known = [row.view() for row in backups.of_state(session, [BackupState.VERIFIED])]
        folder = self.folder()
        away = [view for view in known if view.place.startswith(_IN_S3)]
        here = [view for view in known if view not in away and Path(view.place).parent == folder]
        for views in (here, away):
            gone = set(surplus([Kept(view.id, view.started_at) for view in views], plan))
            for view in views:
                if view.id in gone:
                    self.remove(view, SYSTEM.label)

    def remove(self, view: BackupView, who: str) -> None:
        """Delete a backup, and its file where there is one."""
        name = view.place.rpartition("/")[2]
        if view.state == BackupState.VERIFIED:
            if view.place.startswith(_IN_S3):
                self._storage().delete(name)
            else:
                Path(view.place).unlink(missing_ok=True)
        with self._db.transaction() as session:
            backups.get(session, view.id).state = BackupState.DELETED
            change = Change("", "backup", view.id, view.state, BackupState.DELETED, who, self._clock.now(), name)
            history.note(session, change)

    def fetch(self, view: BackupView, folder: Path) -> Path:
        """The file of a verified backup; from the storage it comes into `folder`."""
        if not view.place.startswith(_IN_S3):
            return Path(view.place)
        name = view.place.rpartition("/")[2]
        self._storage().fetch(name, folder / name)
        return folder / name

    def _storage(self) -> S3:
        found = self.s3()
        if found is None:
            raise Conflict("The storage that holds it is not set up any more.", remedy="Set AGENCY_BACKUP_S3_URL.")
        return found

    def _fail(self, row_id: str, why: str) -> None:
        with self._db.transaction() as session:
            row = backups.get(session, row_id)
            row.state, row.error, row.ended_at = BackupState.FAILED, why, self._clock.now()

    def _find(self, session: Session, file: Path) -> None:
        try:
            with BackupReader(file) as reader:
                told = reader.manifest
        except AgencyError as error:  # not ours, or damaged since: people decide about it
            log.warning("%s is left alone: %s", file, error)
            return
        row = self.begin(session, BackupKind.FOUND, BackupState.VERIFIED)
        row.place, row.size, row.rows = str(file), file.stat().st_size, sum(told.rows.values())
        row.started_at = row.ended_at = row.verified_at = told.at


def nearest(views: Sequence[BackupView]) -> BackupView | None:
    """The newest of these (newest first) that lies on this machine, or the newest of all; None when there is none."""
    here = (view for view in views if not view.place.startswith(_IN_S3))
    return next(here, views[0] if views else None)


def forget_parts(folder: Path, name: str = "agency-*") -> None:
    """Delete what a process left that was killed; for whoever has the turn."""
    for left in folder.glob(f"{name}.part"):
        left.unlink(missing_ok=True)
    for left in folder.glob(f"{WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
