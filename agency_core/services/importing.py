"""Importing: what waits comes in part by part, each in one transaction; a killed import goes on where it was."""

from __future__ import annotations

import logging
from pathlib import Path

from agency_core.analytics import child
from agency_core.analytics.chunk import Parsed
from agency_core.analytics.limits import UPLOAD_BYTES
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.operations import Change
from agency_core.domain.upload import ENDED, RUNNING, RejectView, UploadStatus, UploadView
from agency_core.errors import AgencyError, Conflict, Invalid
from agency_core.models import UploadRow
from agency_core.security import kept_files
from agency_core.services.ingest import dated, ingest, take_back
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import upload as uploads

log = logging.getLogger(__name__)
KEPT_REJECTS = 10_000
"""So many refused rows are kept; all are counted."""


class Importing:
    """The way of a file into the numbers, and back out."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def run_queued(self) -> int:
        """Import what waits, go on with what was interrupted; how many files."""
        with self._db.reading() as session:
            waiting = uploads.unfinished(session)
        for upload_id in waiting:
            self._go_on(upload_id)
        return len(waiting)

    def cancel(self, actor: Actor, upload_id: str) -> UploadView:
        """Stop an import; what came in already is taken back by whoever imports, within a part.

        Raises:
            Conflict: it is not being imported.
        """
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            actor.write(row.client_id, "upload")
            if row.status not in RUNNING:
                raise Conflict(f"The upload is {row.status}.", field="status", remedy="Take an import back once it is done.")
            before, row.status = row.status, UploadStatus.CANCELLED
            row.finished_at = self._clock.now() if before == UploadStatus.QUEUED else None
            history.note(session, self._moved(row, before, actor.label, row.filename))
            return row.view()

    def undo(self, actor: Actor, upload_id: str) -> UploadView:
        """Take a whole import back: its counts, and the posts of which nothing else is known.

        Raises:
            Conflict: it is not imported, or was before imports could be told apart.
        """
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            actor.write(row.client_id, "upload")
            if row.status != UploadStatus.IMPORTED:
                raise Conflict(f"The upload is {row.status}.", field="status", remedy="There is nothing to take back.")
            if not row.number:
                raise Conflict(
                    "What this import brought cannot be told from the rest: it is from an earlier version.", field="upload_id",
                    remedy="Upload the file again: it adds nothing that is there.",
                )
            row.status, row.finished_at = UploadStatus.UNDONE, None
            why = f"{row.filename}: {row.rows_added} counts taken back"
            history.note(session, self._moved(row, UploadStatus.IMPORTED, actor.label, why))
        self._taken_back(upload_id)
        with self._db.reading() as session:
            return uploads.get(session, upload_id).view()

    def _go_on(self, upload_id: str) -> None:
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            if row.status == UploadStatus.QUEUED:
                row.status = UploadStatus.IMPORTING
            zone = clients.get(session, row.client_id).timezone
        if row.status == UploadStatus.IMPORTING:
            try:
                self._import(row, zone)
            except Invalid as error:
                self._refuse(upload_id, f"{error.message} {error.remedy}".strip())
            except AgencyError:
                raise  # the database is busy or failing: the next run goes on from here
            except Exception:
                log.exception("upload %s could not be imported", upload_id)  # one file must not hold up those behind it
                self._refuse(upload_id, "The file could not be imported; the log says why.")
        with self._db.reading() as session:
            status = uploads.get(session, upload_id).status
        if status in ENDED:
            self._taken_back(upload_id)

    def _import(self, row: UploadRow, zone: str) -> None:
        asked = child.Reading(row.path, row.filename, row.mapping, row.platform, zone, self._clock.now(), let_in(row))
        for place, part in enumerate(child.chunks(asked)):
            if place >= row.chunks_done and not self._keep(row.id, place, part):
                return  # it was cancelled
        with self._db.transaction() as session:
            row = uploads.get(session, row.id)
            if row.status != UploadStatus.IMPORTING:
                return
            row.status, row.finished_at = UploadStatus.IMPORTED, self._clock.now()
            why = f"{row.filename}: {row.rows_added} added, {row.rows_unchanged} unchanged, {row.rows_rejected} refused"
            history.note(session, self._moved(row, UploadStatus.IMPORTING, SYSTEM.label, why))

    def _keep(self, upload_id: str, place: int, part: Parsed) -> bool:
        """One part, in one transaction: posts, snapshots, rollups, refusals and the counts of the upload; False: cancelled."""
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            if row.status != UploadStatus.IMPORTING or row.chunks_done != place:
                return row.status == UploadStatus.IMPORTING  # or another process was faster with this part
            if part.chunk.counts.height:
                chunk = dated(part.chunk, row.exported_at) if row.exported_at else part.chunk
                kept = ingest(session, row.client_id, chunk, upload=row.number, taken_at=row.created_at)
                row.rows_added += kept.added
                row.rows_unchanged += kept.unchanged
            errors = [RejectView(each.line, each.column, each.value, each.rule, each.remedy) for each in part.errors]
            uploads.reject(session, upload_id, errors, max(0, KEPT_REJECTS - row.rows_rejected))
            row.rows_rejected += len({each.line for each in errors})
            row.rows_total += part.rows
            row.chunks_done += 1
            return True

    def _refuse(self, upload_id: str, why: str) -> None:
        log.warning("upload %s was refused: %s", upload_id, why)
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            if row.status != UploadStatus.IMPORTING:
                return
            row.status, row.error, row.finished_at = UploadStatus.REFUSED, why, None
            history.note(session, self._moved(row, UploadStatus.IMPORTING, SYSTEM.label, why))

    def _taken_back(self, upload_id: str) -> None:
        """Take back what an ended upload brought, page by page, so that nobody waits long; then it has ended."""
        more = True
        while more:
            with self._db.transaction() as session:
                row = uploads.get(session, upload_id)
                more = take_back(session, row)
                if not more:
                    uploads.forget_rejects(session, row.id)
                    row.finished_at = row.finished_at or self._clock.now()
                    row.rows_total = row.rows_added = row.rows_unchanged = row.rows_rejected = row.chunks_done = 0

    def _moved(self, row: UploadRow, before: str, who: str, why: str) -> Change:
        return Change(row.client_id, "upload", row.id, before, row.status, who, self._clock.now(), why)


def let_in(row: UploadRow) -> int:
    """How many bytes the file of an upload may have: as many as it was let in with, if that is more than usual."""
    return max(UPLOAD_BYTES, kept_files.size_of(Path(row.path)))


def present(row: UploadRow) -> None:
    """Refuse an upload whose file is gone.

    Raises:
        Conflict: it is.
    """
    if not row.path or not Path(row.path).is_file():
        raise Conflict("The file is no longer kept.", field="upload_id", remedy="Upload the file again.")
