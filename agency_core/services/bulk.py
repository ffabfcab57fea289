"""Bulk: planned posts from a sheet: looked at first, then imported in one go; the same file twice adds nothing."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from agency_core.analytics import child
from agency_core.analytics.export_csv import written
from agency_core.analytics.limits import FILE_BYTES
from agency_core.domain.actor import Actor
from agency_core.domain.bulk import BulkPreview, BulkStatus, BulkView, Want
from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentStatus
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.upload import RejectView
from agency_core.errors import Conflict, Invalid, TooLarge
from agency_core.models import ContentRow, DeliveryRow, UploadRow
from agency_core.security import kept_files
from agency_core.services.bulk_rows import Ground, Judge, Judged
from agency_core.services.schedule import Schedule
from agency_core.services.shape import Shaper
from agency_core.services.verdicts import held_for_client
from agency_core.store.database import Database
from agency_core.store.queries import bulk, history
from agency_core.store.queries import client as clients
from agency_core.store.queries.upload import POSTS

CHUNK_ROWS = 500
SHOWN_REJECTS = 200
SHOWN_ROWS = 20
Progress = Callable[[int, int], object]
"""Called with how many rows were read and about how many there are."""
TEMPLATE = (
    "text", "platforms", "date", "time", "title", "type", "link", "media", "alt_text", "first_comment", "follow_up_2",
    "priority", "persona", "topic", "campaign",
)
_EXAMPLE = (
    "What we bake on Tuesdays, and why.", "linkedin, x", "2027-01-12", "09:30", "Tuesday bread", "text_post",
    "https://example.org/bread", "", "", "The recipe is in the link.", "", "normal", "community_builder",
    "bread", "",
)


class Bulk:
    """Imports of planned posts."""

    def __init__(self, db: Database, clock: Clock, schedule: Schedule, shaper: Shaper, data: Path) -> None:
        """Files are kept under `data`/uploads; `shaper` knows the platforms' rules, `schedule` takes what is approved."""
        self._db = db
        self._clock = clock
        self._schedule = schedule
        self._shaper = shaper
        self._folder = data / "uploads"
        self._files = shaper.networks.vault.files

    def template(self) -> str:
        """An empty sheet as CSV, with one example row to be overwritten."""
        return "".join(written(TEMPLATE, [_EXAMPLE]))

    def receive(
        self, actor: Actor, client_id: str, *, filename: str, chunks: Iterable[bytes], progress: Progress | None = None
    ) -> BulkPreview:
        """Keep a file, streaming it to disk, and say what an import would do.

        Raises:
            Invalid: it is empty, too large, no table, or lacks the columns that are needed.
        """
        with self._db.reading() as session:
            clients.get(session, client_id)
        actor.write(client_id, "import")
        now = self._clock.now()
        import_id = new_id(now)
        path = self._folder / f"{import_id}{Path(filename).suffix.lower()[:8]}"
        digest = self._kept(client_id, path, chunks)
        with self._db.transaction() as session:
            before = bulk.same_file(session, client_id, digest)
            if before is None:
                session.add(UploadRow(
                    id=import_id, client_id=client_id, filename=Path(filename).name[:200] or "posts", path=str(path),
                    sha256=digest, importer=POSTS, platform="", mapping={}, status=BulkStatus.READ, rows_total=0, rows_added=0,
                    rows_unchanged=0, rows_rejected=0, error="", created_at=now,
                ))
        if before is not None:
            path.unlink(missing_ok=True)
        return self.preview(actor, before.id if before else import_id, progress=progress)

    def preview(
        self, actor: Actor, import_id: str, *, want: Want = Want.SCHEDULED, progress: Progress | None = None
    ) -> BulkPreview:
        """A dry run: what would be imported, and every row that would be refused.

        Raises:
            Invalid: the file cannot be read at all.
        """
        row = self._own(actor, import_id)
        told, judged = self._judged(row, want, progress)
        errors: list[RejectView] = []
        sample: list[dict[str, str]] = []
        times, ok, known = [], 0, 0
        for each in judged:
            if each.error:
                errors.append(each.error)
                continue
            known += each.is_known
            ok += not each.is_known
            assert each.content is not None  # noqa: S101 - what is not refused has content
            times += [each.content.scheduled_time] if each.content.scheduled_time else []
            if len(sample) < SHOWN_ROWS:
                sample.append(_shown(each.content))
        if row.status == BulkStatus.DONE:
            known, ok = known + ok, 0
        return BulkPreview(
            import_id=row.id, filename=row.filename, timezone=self._zone(row), columns=told["columns"],
            ignored=tuple(told["ignored"]),
            sample=tuple(sample), rows_ok=ok, rows_known=known, rows_rejected=len(errors), rejects=tuple(errors[:SHOWN_REJECTS]),
            first_at=min(times, default=None), last_at=max(times, default=None), seen_before=row.status != BulkStatus.READ,
        )

    def import_(self, actor: Actor, import_id: str, *, want: Want, progress: Progress | None = None) -> BulkView:
        """Keep every good row: as drafts, in review, or approved and scheduled. What was interrupted goes on where it was.

        Raises:
            Conflict: it was taken back. Forbidden: the actor may not approve.
            Invalid: the file cannot be read at all.
        """
        row = self._begun(actor, import_id, want)
        if row.status == BulkStatus.DONE:
            return bulk.view(row)
        _, judged = self._judged(row, want, progress)
        while chunk := list(islice(judged, CHUNK_ROWS)):
            self._keep(actor, import_id, want, chunk)
        now = self._clock.now()
        with self._db.transaction() as session:
            row = bulk.get(session, import_id)
            row.status, row.finished_at = BulkStatus.DONE, now
            why = f"{row.filename}: {row.rows_added} added, {row.rows_unchanged} known, {row.rows_rejected} refused"
            history.note(session, Change(row.client_id, "import", row.id, "read", row.status, actor.label, now, why))
            return bulk.view(row)

    def undo(self, actor: Actor, import_id: str) -> BulkView:
        """Take a whole import back, while nothing of it was handed to a network: its content is deleted.

        Raises:
            Conflict: some of it was sent, is repeated by a rule, or there is nothing to take back.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = bulk.get(session, import_id)
            actor.decide(row.client_id, "import")
            if row.status not in {BulkStatus.DONE, BulkStatus.WRITING}:
                raise Conflict(f"The import is {row.status}.", field="status", remedy="There is nothing to take back.")
            sent, repeated = bulk.touched(session, import_id)
            if sent or repeated:
                why = f"{sent} of its deliveries were handed to a network, {repeated} posts are repeated by a rule."
                raise Conflict(why, field="status", remedy="Cancel the others one by one.")
            gone = bulk.take_back(session, import_id)
            row.status, row.rows_added = BulkStatus.UNDONE, 0
            change = Change(row.client_id, "import", row.id, "done", row.status, actor.label, now, f"{gone} posts deleted")
            history.note(session, change)
            return bulk.view(row)

    def list(self, actor: Actor, *, client_id: str) -> tuple[BulkView, ...]:
        """The last 25 imports of a client, newest first."""
        actor.reach(client_id, "import")
        with self._db.reading() as session:
            return bulk.newest(session, client_id, 25)

    def get(self, actor: Actor, import_id: str) -> BulkView:
        """One import."""
        return bulk.view(self._own(actor, import_id))

    def errors(self, actor: Actor, import_id: str) -> Iterator[str]:
        """The refused rows as the lines of a CSV file that runs nothing in a spreadsheet."""
        row = self._own(actor, import_id)
        if row.status == BulkStatus.READ:
            found = [each.error for each in self._judged(row, Want.SCHEDULED, None)[1] if each.error]
        else:
            with self._db.reading() as session:
                found = bulk.rejects(session, import_id)
        header = ("row", "column", "value", "rule", "what to do")
        return written(header, ((each.line, each.column, each.value, each.rule, each.remedy) for each in found))

    def _own(self, actor: Actor, import_id: str) -> UploadRow:
        with self._db.reading() as session:
            row = bulk.get(session, import_id)
            actor.reach(row.client_id, "import")
            return row

    def _begun(self, actor: Actor, import_id: str, want: Want) -> UploadRow:
        with self._db.transaction() as session:
            row = bulk.get(session, import_id)
            actor.decide(row.client_id, "content") if want is Want.SCHEDULED else actor.write(row.client_id, "import")
            if row.status == BulkStatus.UNDONE:
                raise Conflict("The import was taken back.", field="status", remedy="Upload the file again.")
            same = bulk.same_file(session, row.client_id, row.sha256, but=import_id)
            if row.status == BulkStatus.READ and same is not None:
                return same if same.status == BulkStatus.DONE else _refuse_busy()
            if row.status != BulkStatus.DONE:
                row.status, row.mapping = BulkStatus.WRITING, {"want": want.value}
                row.rows_total = row.rows_added = row.rows_unchanged = row.rows_rejected = 0
                bulk.forget_rejects(session, import_id)
            return row

    def _zone(self, row: UploadRow) -> str:
        with self._db.reading() as session:
            return clients.get(session, row.client_id).timezone

    def _judged(self, row: UploadRow, want: Want, progress: Progress | None) -> tuple[dict[str, Any], Iterator[Judged]]:
        with self._db.reading() as session:
            carriers = self._schedule.carriers(session, row.client_id)
        ground = Ground.of(self._db, row.id, frozenset(carriers), self._clock.now())
        answers = child.cells(child.Reading(row.path, row.filename))
        told = next(answers)
        return told, _counted(Judge(ground, self._shaper, want, told["columns"]).rows(answers), told["about"], progress)

    def _keep(self, actor: Actor, import_id: str, want: Want, chunk: Sequence[Judged]) -> None:
        """One chunk in one transaction: content, deliveries, history, refusals and the counts."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = bulk.get(session, import_id)
            if row.status != BulkStatus.WRITING:
                raise Conflict(f"The import is {row.status}.", field="status", remedy="Upload the file again.")
            good = [each.content for each in chunk if each.content is not None and not each.is_known]
            there = bulk.came(session, [each.id for each in good])
            new = [each for each in good if each.id not in there]
            made = self._entered(session, actor, want, new)
            bulk.write(session, new)
            bulk.write(session, made)
            history.note_all(
                session, (Change(each.client_id, "content", each.id, "", each.status, actor.label, now, each.why) for each in new)
            )
            errors = [each.error for each in chunk if each.error]
            bulk.reject(session, import_id, errors)
            row.rows_total += len(chunk)
            row.rows_added += len(good)
            row.rows_unchanged += sum(each.is_known for each in chunk)
            row.rows_rejected += len(errors)

    def _entered(self, session: Session, actor: Actor, want: Want, new: Sequence[ContentRow]) -> Sequence[DeliveryRow]:
        """Approve and schedule new content, where that is wanted; its deliveries."""
        entered: deque[DeliveryRow] = deque()
        if want is not Want.SCHEDULED or not new or held_for_client(session, new):
            return entered
        now, client_id = self._clock.now(), new[0].client_id
        late = timedelta(minutes=clients.get(session, client_id).late_minutes)
        carriers = self._schedule.carriers(session, client_id)
        for each in new:
            each.approved_hash, each.approved_by, each.approved_at = each.view().approvable_hash, actor.label, now
            made = self._schedule.first_deliveries(each, carriers, late, now) if each.scheduled_time else []
            if made:
                each.status = ContentStatus.SCHEDULED
                entered.extend(made)
        return entered

    def _kept(self, client_id: str, path: Path, chunks: Iterable[bytes]) -> str:
        """Stream to disk; the file is gone again when it is refused."""
        self._folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        kept_files.keep(path, _passed(chunks, digest), self._files, client_id)
        return digest.hexdigest()


def _passed(chunks: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > FILE_BYTES:
            raise TooLarge("The file is larger than 50 MB.", field="file", remedy="Split it into several files.")
        digest.update(chunk)
        yield chunk
    if not size:
        raise Invalid("The file is empty.", field="file", remedy="Fill in the template and upload that.")


def _refuse_busy() -> UploadRow:
    raise Conflict("The same file is being imported.", field="status", remedy="Wait until that is done.")


def _counted(judged: Iterator[Judged], about: int, progress: Progress | None) -> Iterator[Judged]:
    for number, each in enumerate(judged, 1):
        yield each
        if progress and not number % 200:
            progress(number, max(about, number))


def _shown(content: ContentRow) -> dict[str, str]:
    at = content.scheduled_time
    return {
        "title": content.title, "platforms": ", ".join(content.target_platforms), "type": content.content_type,
        "scheduled_time": at.isoformat() if at else "", "text": content.content_body[:200],
    }
