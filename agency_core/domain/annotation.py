"""Annotations: what happened on which days, beside the figures that it may explain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LONGEST_LABEL = 120


class NoteKind(StrEnum):
    """What a note tells of, the most important first."""

    NOTE = "note"
    CRITICAL = "critical"
    PAUSE = "pause"
    CAMPAIGN = "campaign"
    WARNING = "warning"
    ACCOUNT = "account"
    IMPORT = "import"


@dataclass(frozen=True)
class Note:
    """One thing on the time axis, from the first to the last day (client's zone, both included).

    `id` is that of the annotation where a person wrote it, empty otherwise; `link` the page that tells more.
    """

    first: date
    last: date
    label: str
    kind: NoteKind
    link: str = ""
    id: str = ""


@dataclass(frozen=True)
class AnnotationView:
    """What a person noted on the time axis."""

    id: str
    client_id: str
    first: date
    last: date
    label: str
    created_by: str
    created_at: datetime
