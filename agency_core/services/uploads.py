"""Uploads: a file of figures becomes a preview, and on demand posts with snapshots. The same file twice adds nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agency_core.analytics import child
from agency_core.analytics.export_csv import written
from agency_core.analytics.importers.generic import FIELDS
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock, aware
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.platform import platform as named
from agency_core.domain.upload import ENDED, PreviewView, RecipeView, RejectView, UploadStatus, UploadView
from agency_core.errors import AgencyError, Conflict, Invalid, TooLarge
from agency_core.models import RecipeRow, UploadRow
from agency_core.security import kept_files
from agency_core.services.batch import Batch
from agency_core.services.client_files import ClientFiles
from agency_core.services.dry_run import dry_run
from agency_core.services.importing import KEPT_REJECTS, Importing, let_in, present
from agency_core.services.matching import Matching
from agency_core.services.recipes import Recipes
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import recipe as recipes
from agency_core.store.queries import upload as uploads

UNUSED_AFTER = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
SHOWN_REJECTS = 200


@dataclass(frozen=True)
class _Wish:
    """How a file is to be read: by a mapping, or as the format that it is when there is none."""

    mapping: dict[str, str]
    platform: str
    recipe: str = ""


class Uploads:
    """Files of figures."""

    def __init__(self, db: Database, clock: Clock, data: Path, most_bytes: int, files: ClientFiles) -> None:
        """`files` seals what is kept under `data`/uploads; larger ones than `most_bytes` are refused."""
        self._db = db
        self._clock = clock
        self._folder = data / "uploads"
        self._most = most_bytes
        self.files = files
        self.importing = Importing(db, clock)
        self.recipes = Recipes(db, clock)
        self.matching = Matching(db, clock)
        self.batch = Batch(db, clock)

    def receive(self, actor: Actor, client_id: str, *, filename: str, chunks: Iterable[bytes]) -> PreviewView:
        """Keep a file, streaming it to disk, and say what it is.

        Raises:
            Invalid: it is empty, too large, no table, or an export without posts (the remedy names the one to take).
        """
        with self._db.reading() as session:
            clients.get(session, client_id)
        actor.write(client_id, "upload")
        now = self._clock.now()
        upload_id = new_id(now)
        path = self._folder / f"{upload_id}{Path(filename).suffix.lower()[:8]}"
        digest = self._kept(client_id, path, chunks)
        row = UploadRow(
            id=upload_id, client_id=client_id, filename=Path(filename).name[:200] or "upload", path=str(path), sha256=digest,
            importer="", platform="", mapping={}, status=UploadStatus.READ, rows_total=0, rows_added=0, rows_unchanged=0,
            rows_rejected=0, error="", created_at=now,
        )
        with self._db.transaction() as session:
            row.number = uploads.next_number(session)
            session.add(row)
        try:
            return self.preview(actor, upload_id)
        except AgencyError as error:
            self._refuse(upload_id, error)
            raise

    def preview(
        self, actor: Actor, upload_id: str, *, mapping: Mapping[str, str] | None = None, platform: str = ""
    ) -> PreviewView:
        """A dry run: what would be read with this mapping, and every row that would be refused.

        Without a mapping it is the one that is remembered for files with these columns, or else the recognised format.

        Raises:
            Invalid: the file cannot be read at all.
            Conflict: the file is no longer kept.
        """
        row = self._own(actor, upload_id)
        actor.write(row.client_id, "upload")
        present(row)
        seen = child.inspected(child.Reading(row.path, row.filename, most_bytes=let_in(row)))
        network = named(platform).value if platform else ""
        with self._db.reading() as session:
            known = recipes.find(session, row.client_id, seen["fingerprint"])
            before = uploads.imported_before(session, row.client_id, row.sha256)
            zone = clients.get(session, row.client_id).timezone
        wish = _wish(seen, known, mapping, network)
        asked = child.Reading(row.path, row.filename, wish.mapping, wish.platform, zone, self._clock.now(), let_in(row))
        tried = dry_run(asked)
        row = self._remember(row, seen, wish, tried.rejects)
        header = tuple(seen["header"])
        return PreviewView(
            upload_id=upload_id, filename=row.filename, importer="" if wish.mapping else seen["importer"] or "",
            importer_label=seen["label"], platform=wish.platform or seen["platform"] or "", header=header,
            mapping=wish.mapping or seen["mapping"], fields=tuple(FIELDS),
            sample=tuple(dict(zip(header, cells, strict=False)) for cells in seen["sample"]), rows_ok=tried.rows_ok,
            rows_rejected=tried.rows_rejected, rejects=tried.rejects[:SHOWN_REJECTS], problem=tried.problem,
            seen_before=before is not None, recipe=wish.recipe, first_at=tried.first_at, last_at=tried.last_at,
            exported_at=row.exported_at, is_whole=tried.is_whole,
        )

    def start(
        self, actor: Actor, upload_id: str, *, mapping: Mapping[str, str] | None = None, platform: str = "",
        exported_at: datetime | None = None,
    ) -> UploadView:
        """Put an upload into the queue of imports, read as in its last preview if there is no `mapping`.

        A mapping is remembered for files with the same columns. What ended without an import can be started again.

        Raises:
            Conflict: it is imported, waits for it, or its file is no longer kept.
            Invalid: the export lies ahead.
        """
        now = self._clock.now()
        at = aware(exported_at, "exported_at") if exported_at else None
        if at and at > now:
            raise Invalid("The export lies ahead.", field="exported_at", remedy="Say when the network made the file.")
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            actor.write(row.client_id, "upload")
            _startable(row)
            if mapping is not None:
                row.mapping, row.platform = dict(mapping), named(platform).value if platform else ""
            if row.mapping:
                row.importer, name = "", Path(row.filename).stem[:100]
                recipes.remember(session, RecipeView(row.client_id, row.recipe, name, row.platform, row.mapping, now))
            before = uploads.imported_before(session, row.client_id, row.sha256)
            row.exported_at = (before.exported_at or before.created_at) if before else at or row.exported_at
            uploads.forget_rejects(session, upload_id)
            history.note(session, Change(row.client_id, "upload", row.id, row.status, "queued", actor.label, now, row.filename))
            row.status, row.error, row.finished_at = UploadStatus.QUEUED, "", None
            row.rows_total = row.rows_added = row.rows_unchanged = row.rows_rejected = row.chunks_done = 0
            return row.view()

    def run_queued(self) -> int:
        """Import what waits; how many files."""
        return self.importing.run_queued()

    def get(self, actor: Actor, upload_id: str) -> UploadView:
        """One upload."""
        row = self._own(actor, upload_id)
        if row.status != UploadStatus.IMPORTED:
            return row.view()
        with self._db.reading() as session:
            return replace(row.view(), posts_ours=uploads.ours_among(session, row.client_id, row.number))

    def list(self, actor: Actor, *, client_id: str = "", page: Page | None = None) -> Listing[UploadView]:
        """Uploads, newest first."""
        if client_id:
            actor.reach(client_id, "upload")
        with self._db.reading() as session:
            return uploads.matching(session, client_id, actor.clients, page or Page())

    def rejects(self, actor: Actor, upload_id: str) -> tuple[RejectView, ...]:
        """The rows of an upload that were refused, in its import or its last dry run; of at most 10,000 rows."""
        self._own(actor, upload_id)
        with self._db.reading() as session:
            return uploads.rejects(session, upload_id)

    def errors(self, actor: Actor, upload_id: str) -> Iterator[str]:
        """The refused rows as the lines of a CSV file that runs nothing in a spreadsheet."""
        found = self.rejects(actor, upload_id)
        header = ("row", "column", "value", "rule", "what to do")
        return written(header, ((each.line, each.column, each.value, each.rule, each.remedy) for each in found))

    def prune(self) -> int:
        """Delete files that nobody will ask for: looked at or refused a day ago, imported 30 days ago; how many."""
        now = self._clock.now()
        with self._db.transaction() as session:
            unused = uploads.unused(session, now - UNUSED_AFTER)
            for row in unused:
                Path(row.path).unlink(missing_ok=True)
                uploads.forget_rejects(session, row.id)
                session.delete(row)
            needless = uploads.with_needless_file(session, now - UNUSED_AFTER, now - KEPT_FOR)
            for row in needless:
                Path(row.path).unlink(missing_ok=True)
                row.path = ""
        return len(unused) + len(needless)

    def _own(self, actor: Actor, upload_id: str) -> UploadRow:
        with self._db.reading() as session:
            row = uploads.get(session, upload_id)
            actor.reach(row.client_id, "upload")
            return row

    def _kept(self, client_id: str, path: Path, chunks: Iterable[bytes]) -> str:
        """Stream to disk; the file is gone again when it is refused."""
        self._folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        kept_files.keep(path, self._passed(chunks, digest), self.files, client_id)
        return digest.hexdigest()

    def _passed(self, chunks: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > self._most:
                raise TooLarge(
                    f"The file is larger than {self._most // 1024**2} MB.", field="file",
                    remedy="Export a shorter period, or raise AGENCY_UPLOAD_MB.",
                )
            digest.update(chunk)
            yield chunk
        if not size:
            raise Invalid("The file is empty.", field="file", remedy="Choose the file that the network gave you.")

    def _remember(self, row: UploadRow, seen: Mapping[str, Any], wish: _Wish, rejects: tuple[RejectView, ...]) -> UploadRow:
        """Keep what a preview found, for the import; an upload that is under way or done stays as it is."""
        with self._db.transaction() as session:
            row = uploads.get(session, row.id)
            if not _is_open(row):
                return row
            told = seen.get("exported_at")
            row.importer = "" if wish.mapping else seen["importer"] or ""
            row.mapping, row.platform, row.recipe = wish.mapping, wish.platform, seen["fingerprint"]
            row.rows_about, row.exported_at = seen["row_count_estimate"], datetime.fromisoformat(told) if told else None
            uploads.forget_rejects(session, row.id)
            uploads.reject(session, row.id, rejects, KEPT_REJECTS)
            return row

    def _refuse(self, upload_id: str, error: AgencyError) -> None:
        with self._db.transaction() as session:
            row = uploads.get(session, upload_id)
            row.status, row.error = UploadStatus.REFUSED, f"{error.message} {error.remedy}".strip()
            row.finished_at = self._clock.now()
            Path(row.path).unlink(missing_ok=True)
            row.path = ""


def _wish(seen: Mapping[str, Any], known: RecipeRow | None, mapping: Mapping[str, str] | None, network: str) -> _Wish:
    if mapping is not None:
        return _Wish(dict(mapping), network)
    if known is not None:
        return _Wish(dict(known.mapping), network or known.platform, known.name)
    return _Wish({} if seen["importer"] else dict(seen["mapping"]), network)


def _is_open(row: UploadRow) -> bool:
    return row.status == UploadStatus.READ or (row.status in ENDED and row.finished_at is not None)


def _startable(row: UploadRow) -> None:
    if not _is_open(row):
        remedy = "Take it back first." if row.status == UploadStatus.IMPORTED else "Wait until that is done."
        raise Conflict(f"The upload is {row.status}.", field="status", remedy=remedy)
    present(row)

