"""Entries of the audit trail as files for people and programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from agency_core.analytics.export_csv import written
from agency_core.domain.audit import AuditView

COLUMNS = ("id", "at", "actor", "action", "outcome", "client_id", "noun", "subject_id", "address", "said", "hash")


def csv_lines(entries: Iterable[AuditView]) -> Iterator[str]:
    """CSV with a byte order mark; what a spreadsheet would run is quoted."""
    rows = ([_cell(each, name) for name in COLUMNS] for each in entries)
    first = True
    for line in written(COLUMNS, rows):
        yield f"\ufeff{line}" if first else line
        first = False


def json_lines(entries: Iterable[AuditView]) -> Iterator[str]:
    """One object a line, with all that the hash covers."""
    for each in entries:
        yield json.dumps(each.stored(), ensure_ascii=False) + "\n"


def _cell(entry: AuditView, name: str) -> str | int:
    if name == "said":
        return json.dumps(dict(entry.said), ensure_ascii=False) if entry.said else ""
    told = entry.stored()[name]
    return told if isinstance(told, int) else str(told)
