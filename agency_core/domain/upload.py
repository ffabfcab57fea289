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


@dataclass(frozen=True)
class UploadView:
    """A file of numbers and what became of it. `mapping` maps our fields to the file's headers."""

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
    imported as it is (empty when it can).
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
