"""Uploads: a file of figures becomes a preview, and on demand posts with snapshots. The same file twice adds nothing."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from agency_core.analytics import child
from agency_core.analytics.chunk import chunk_of
from agency_core.analytics.importers.generic import FIELDS
from agency_core.analytics.limits import FILE_BYTES
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.platform import platform as named
from agency_core.domain.upload import PreviewView, RejectView, UploadStatus, UploadView
from agency_core.errors import AgencyError, Conflict, Invalid
from agency_core.models import UploadRejectRow, UploadRow
from agency_core.services.ingest import ingest, take_back
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import upload as uploads

log = logging.getLogger(__name__)
CHUNK_ROWS = 1000
UNUSED_AFTER = timedelta(days=1)
SHOWN_REJECTS = 200
DRY_RUN_ROWS = 20_000


class Uploads:
    """Files of figures."""

    def __init__(self, db: Database, clock: Clock, data: Path) -> None:
        """Files are kept under `data`/uploads."""
        self._db = db
        self._clock = clock
        self._folder = data / "uploads"

    def receive(self, actor: Actor, client_id: str, *, filename: str, chunks: Iterable[bytes]) -> PreviewView:
        """Keep a file, streaming it to disk, and say what it is.

        Raises:
            Invalid: it is empty, too large, no table, or an export without posts (the remedy names the one to take).
        """
        with self._db.reading() as session:
            clients.get(session, client_id)
        actor.write(client_id)
        now = self._clock.now()
        upload_id = new_id(now)
        path = self._folder / f"{upload_id}{Path(filename).suffix.lower()[:8]}"
        digest = self._kept(path, chunks)
        row = UploadRow(
            id=upload_id, client_id=client_id, filename=Path(filename).name[:200] or "upload", path=str(path), sha256=digest,
            importer="", platform="", mapping={}, status=UploadStatus.READ, rows_total=0, rows_added=0, rows_unchanged=0,
            rows_rejected=0, error="", created_at=now,
        )
        with self._db.transaction() as session:
            row.number = uploads.next_number(session)
            session.add(row)
        try:
            read = self.preview(actor, upload_id)
        except AgencyError as error:
            self._refuse(upload_id, error)
            raise
        with self._db.transaction() as session:
            uploads.get(session, upload_id).importer = read.importer
        return read

    def preview(
        self, actor: Actor, upload_id: str, *, mapping: Mapping[str, str] | None = None, platform: str = ""
    ) -> PreviewView:
        """A dry run: what would be read with this mapping (or the recognised format), and every row that would be refused.

        Raises:
            Invalid: the file cannot be read at all.
        """
        row = self._own(actor, upload_id)
        seen = child.inspected(child.Reading(row.path, row.filename))
        chosen = dict(mapping if mapping is not None else ({} if seen["importer"] else seen["mapping"]))
        network = named(platform).value if platform else ""
        with self._db.reading() as session:
            before = uploads.imported_before(session, row.client_id, row.sha256)
            zone = clients.get(session, row.client_id).timezone
        problem, ok, rejected = self._dry_run(row, chosen, network, zone, known=bool(seen["importer"]) and mapping is None)
        header = tuple(seen["header"])
        return PreviewView(
            upload_id=upload_id, filename=row.filename, importer=seen["importer"] or "", importer_label=seen["label"],
            platform=seen["platform"] or network, header=header, mapping=chosen or seen["mapping"], fields=tuple(FIELDS),
            sample=tuple(dict(zip(header, cells, strict=False)) for cells in seen["sample"]), rows_ok=ok,
            rows_rejected=len(rejected), rejects=tuple(rejected[:SHOWN_REJECTS]), problem=problem, seen_before=before,
        )

    def start(self, actor: Actor, upload_id: str, *, mapping: Mapping[str, str] | None = None, platform: str = "") -> UploadView:
        """Put an upload into the queue of imports.

        Raises:
            Conflict: it is being imported, or was refused.
        """
        network = named(platform).value if platform else ""
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            actor.write(row.client_id, "upload")
            if row.status in {UploadStatus.IMPORTING, UploadStatus.REFUSED}:
                raise Conflict(f"The upload is {row.status}.", field="status", remedy="Upload the file again.")
            row.status, row.mapping, row.platform, row.error = UploadStatus.QUEUED, dict(mapping or {}), network, ""
            row.importer = "" if mapping else row.importer
            row.rows_total = row.rows_added = row.rows_unchanged = row.rows_rejected = row.chunks_done = 0
            return row.view()

    def run_queued(self) -> int:
        """Import what waits; how many files."""
        with self._db.reading() as session:
            waiting = uploads.unfinished(session)
        for upload_id in waiting:
            self._import(upload_id)
        return len(waiting)

    def get(self, actor: Actor, upload_id: str) -> UploadView:
        """One upload."""
        return self._own(actor, upload_id).view()

    def list(self, actor: Actor, *, client_id: str = "", page: Page | None = None) -> Listing[UploadView]:
        """Uploads, newest first."""
        if client_id:
            actor.reach(client_id)
        with self._db.reading() as session:
            return uploads.matching(session, client_id, actor.clients, page or Page())

    def rejects(self, actor: Actor, upload_id: str) -> tuple[RejectView, ...]:
        """The rows of an upload that were refused."""
        self._own(actor, upload_id)
        with self._db.reading() as session:
            return uploads.rejects(session, upload_id)

    def prune(self) -> int:
        """Delete files that were looked at a day ago and never imported; how many."""
        with self._db.transaction() as session:
            unused = uploads.unused(session, self._clock.now() - UNUSED_AFTER)
            for row in unused:
                Path(row.path).unlink(missing_ok=True)
                session.delete(row)
        return len(unused)

    def _own(self, actor: Actor, upload_id: str) -> UploadRow:
        with self._db.reading() as session:
            row = uploads.get(session, upload_id)
            actor.reach(row.client_id, "upload")
            return row

    def _kept(self, path: Path, chunks: Iterable[bytes]) -> str:
        """Stream to disk; the file is gone again when it is refused."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part, digest, size = path.with_suffix(".part"), hashlib.sha256(), 0
        try:
            with part.open("wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > FILE_BYTES:
                        raise Invalid("The file is larger than 50 MB.", field="file", remedy="Export a shorter period.")
                    digest.update(chunk)
                    file.write(chunk)
            if not size:
                raise Invalid("The file is empty.", field="file", remedy="Choose the file that the network gave you.")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return digest.hexdigest()

    def _dry_run(
        self, row: UploadRow, mapping: dict[str, str], network: str, zone: str, *, known: bool
    ) -> tuple[str, int, Sequence[RejectView]]:
        rejected = []
        ok = 0
        try:
            asked = child.Reading(row.path, row.filename, {} if known else mapping, network, zone)
            for answer in islice(child.rows(asked), DRY_RUN_ROWS):
                if "error" in answer:
                    rejected.append(RejectView(**answer["error"]))
                else:
                    ok += 1
        except Invalid as error:
            return f"{error.message} {error.remedy}".strip(), 0, rejected
        return "", ok, rejected

    def _refuse(self, upload_id: str, error: AgencyError) -> None:
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            row.status, row.error = UploadStatus.REFUSED, f"{error.message} {error.remedy}".strip()
            row.finished_at = self._clock.now()
            row.rows_added = row.rows_unchanged = 0
            take_back(session, row)
            Path(row.path).unlink(missing_ok=True)

    def _import(self, upload_id: str) -> None:
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            row.status = UploadStatus.IMPORTING
            done = row.chunks_done
            zone = clients.get(session, row.client_id).timezone
        try:
            answers = child.rows(child.Reading(row.path, row.filename, row.mapping, row.platform, zone))
            for chunk in islice(_chunks(answers), done, None):  # those before are in the database already
                self._keep(upload_id, chunk)
        except AgencyError as error:
            log.warning("upload %s was refused: %s", upload_id, error.message)
            self._refuse(upload_id, error)
            return
        now = self._clock.now()
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            row.status, row.finished_at = UploadStatus.IMPORTED, now
            why = f"{row.filename}: {row.rows_added} added, {row.rows_unchanged} unchanged, {row.rows_rejected} refused"
            history.note(session, Change(row.client_id, "upload", row.id, "importing", row.status, "system:engine", now, why))

    def _keep(self, upload_id: str, chunk: Sequence[dict[str, Any]]) -> None:
        """One chunk, in one transaction: posts, snapshots, rollups, refusals and the counts of the upload."""
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            posts = [answer["post"] for answer in chunk if "post" in answer]
            errors = [answer["error"] for answer in chunk if "error" in answer]
            kept = ingest(
                session, row.client_id, chunk_of(posts), upload=row.number, taken_at=row.exported_at or row.created_at
            )
            session.add_all(
                UploadRejectRow(upload_id=upload_id, **{key: each[key] for key in ("line", "column", "value", "rule", "remedy")})
                for each in errors
            )
            row.rows_added += kept.added
            row.rows_unchanged += kept.unchanged
            row.rows_total += len(chunk)
            row.rows_rejected += len(errors)
            row.chunks_done += 1


def _chunks(answers: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(answers, CHUNK_ROWS)):
        yield chunk
