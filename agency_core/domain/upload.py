"""Analytics uploads as people see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class UploadStatus(StrEnum):
    """Where an upload stands."""

    READ = "read"
    QUEUED = "queued"
    IMPORTING = "importing"
    IMPORTED = "imported"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNDONE = "undone"


RUNNING = frozenset({UploadStatus.QUEUED, UploadStatus.IMPORTING})
"""The import is still to come, or under way."""
ENDED = frozenset({UploadStatus.REFUSED, UploadStatus.CANCELLED, UploadStatus.UNDONE})
"""Nothing of it is kept, once it has `finished_at`."""


@dataclass(frozen=True)
class UploadView:
    """A file of numbers and what became of it. `mapping` maps our fields to the file's headers.

    `rows_about`: how many rows the file seems to have. `exported_at`: when the network made it, where that is known.
    `posts_ours`: how many of its posts are of our content; only said of one upload, once it is imported. One that ended
    without an import and has no `finished_at` is still being taken back.
    """

    id: str
    client_id: str
    filename: str
    importer: str
    platform: str
    mapping: Mapping[str, str]
    status: str
    rows_total: int
    rows_added: int
    rows_unchanged: int
    rows_rejected: int
    error: str
    created_at: datetime
    finished_at: datetime | None
    rows_about: int = 0
    exported_at: datetime | None = None
    posts_ours: int | None = None

    @property
    def done(self) -> float:
        """How much of the file is read, 0 to 1."""
        return min(1.0, self.rows_total / self.rows_about) if self.rows_about else 0.0


@dataclass(frozen=True)
class RejectView:
    """One refused row: where it stands in the file, which rule it breaks and what to do."""

    line: int
    column: str
    value: str
    rule: str
    remedy: str


@dataclass(frozen=True)
class PreviewView:
    """What was understood of a file before anything is imported.

    `sample` are the first rows as {header: text}; `fields` the names a mapping may assign; `problem` why it cannot be
    imported as it is (empty when it can). `recipe` is the name of the remembered mapping by which it is read. `first_at` and
    `last_at` are when its posts were published; `exported_at` when the network made the file, None where it does not say.
    `is_whole`: every row was looked at, and not only the first ones.
    """

    upload_id: str
    filename: str
    importer: str
    importer_label: str
    platform: str
    header: tuple[str, ...]
    mapping: Mapping[str, str]
    fields: tuple[str, ...]
    sample: tuple[Mapping[str, str], ...]
    rows_ok: int
    rows_rejected: int
    rejects: tuple[RejectView, ...]
    problem: str
    seen_before: bool
    recipe: str = ""
    first_at: datetime | None = None
    last_at: datetime | None = None
    exported_at: datetime | None = None
    is_whole: bool = True


@dataclass(frozen=True)
class RecipeView:
    """How the columns of a kind of file are read; `fingerprint` names the kind by its columns."""

    client_id: str
    fingerprint: str
    name: str
    platform: str
    mapping: Mapping[str, str]
    updated_at: datetime


@dataclass(frozen=True)
class MatchView:
    """A post that an export told of, and one of ours that may be the same.

    `by` says why: `time` (published within 3 minutes of each other) or `text` (the same words within a day).
    """

    id: str
    platform: str
    by: str
    seconds: int
    post_external_id: str
    post_published_at: datetime
    post_text: str
    post_url: str
    our_external_id: str
    our_published_at: datetime
    our_text: str
    our_url: str
    content_id: str


@dataclass(frozen=True)
class NewCount:
    """What somebody counted for a post at a time; without `content_id` the post may be anybody's."""

    platform: str
    external_id: str
    taken_at: datetime
    metrics: Mapping[str, float | None]
    published_at: datetime | None = None
    url: str = ""
    text: str = ""
    content_id: str = ""


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a row of a batch; `index` counts from 0."""

    index: int
    field: str
    rule: str
    remedy: str


@dataclass(frozen=True)
class BatchView:
    """What became of a batch: counts that are new, counts that were there already, rows that were left out and why."""

    added: int
    unchanged: int
    rejected: int
    problems: tuple[RowProblem, ...]
