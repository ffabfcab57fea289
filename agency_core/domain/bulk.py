"""The words of importing planned posts from a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agency_core.domain.upload import RejectView


class Want(StrEnum):
    """What imported posts become."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCHEDULED = "scheduled"


WANTS = {
    Want.DRAFT: "Drafts",
    Want.SUBMITTED: "In review",
    Want.SCHEDULED: "Approved, and scheduled where they have a time",
}


class BulkStatus(StrEnum):
    """Where an import of posts stands: only looked at, being written, done, or taken back."""

    READ = "read"
    WRITING = "writing"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True)
class BulkView:
    """An import of posts. `rows_known` were there already: in the calendar at the same time with the same words."""

    id: str
    client_id: str
    filename: str
    status: str
    want: str
    rows_total: int
    rows_added: int
    rows_known: int
    rows_rejected: int
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class BulkPreview:
    """A dry run: what an import would do. `columns` maps our names to the file's; `rejects` are the first 200 errors.

    `seen_before`: the same file was imported already, and adds nothing.
    """

    import_id: str
    filename: str
    timezone: str
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    sample: tuple[Mapping[str, str], ...]
    rows_ok: int
    rows_known: int
    rows_rejected: int
    rejects: tuple[RejectView, ...]
    first_at: datetime | None
    last_at: datetime | None
    seen_before: bool
