"""A sheet of planned posts: which column is what, whatever it is called, and the cells of each row by our name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agency_core.analytics.cells import fold, labels
from agency_core.analytics.rows import RowError
from agency_core.analytics.table import read_table
from agency_core.errors import Invalid

MOST_ROWS = 20_000
"""So many posts may one file plan."""
MOST_FOLLOW_UPS = 25
_FOLLOW_UP = re.compile(r"(?:follow up|thread|part|reply|comment|tweet) ?(\d{1,2})")
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "post", "post text", "content", "content body", "body", "caption", "message", "copy"),
    "platforms": ("platforms", "platform", "networks", "network", "social network", "target platforms"),
    "publish_at": ("publish at", "scheduled time", "scheduled at", "schedule", "datetime", "date time", "date and time"),
    "date": ("date", "day", "publish date", "scheduled date"),
    "time": ("time", "publish time", "hour", "scheduled clock"),
    "title": ("title", "headline", "subject", "name"),
    "type": ("type", "content type", "post type", "kind", "format"),
    "link": ("link", "url", "landing page", "link url"),
    "media": ("media", "image", "images", "picture", "pictures", "video", "media url", "image url", "file", "files"),
    "alt_text": ("alt text", "alt", "image description", "media description"),
    "follow_up_1": ("first comment",),
    "priority": ("priority", "urgency"),
    "persona": ("persona", "voice"),
    "topic": ("topic", "theme", "content pillar", "pillar"),
    "campaign": ("campaign", "campaign name"),
}
"""Our names of columns, and what others call them (folded: case, spaces and underscores do not matter)."""
_KNOWN = {name: ours for ours, names in NAMES.items() for name in names}


def field_of(name: str) -> str:
    """Our name of a column; empty when it is none of ours."""
    folded = fold(name)
    part = _FOLLOW_UP.fullmatch(folded)
    if part:
        return f"follow_up_{int(part[1])}" if 1 <= int(part[1]) <= MOST_FOLLOW_UPS else ""
    return _KNOWN.get(folded, "")


def planned(path: Path) -> Iterator[dict[str, Any]]:
    """What is in the file, as JSON: the columns, then every row.

    Raises:
        Invalid: it cannot be read as a table, lacks a column that is needed, or has too many rows.
    """
    table = read_table(path, lambda cells: sum(bool(field_of(cell)) for cell in cells))
    names = labels(table.header)
    columns = _columns(names)
    ignored = [name for name in names if name not in columns.values() and not name.startswith("Column ")]
    yield {"columns": columns, "ignored": ignored, "about": table.rows_about}
    places = {ours: names.index(name) for ours, name in columns.items()}
    for number, row in enumerate(table.rows()):
        if number == MOST_ROWS:
            raise Invalid(f"The file plans more than {MOST_ROWS:,} posts.", field="file", remedy="Split it into several files.")
        if isinstance(row, RowError):
            yield {"error": asdict(row)}
            continue
        line, cells = row
        yield {"row": {"line": line, "cells": {ours: cells[at].strip() for ours, at in places.items() if at < len(cells)}}}


def _columns(names: Sequence[str]) -> dict[str, str]:
    """Our names of the columns that are there, and their own; the first one where two mean the same."""
    found: dict[str, str] = {}
    for name in names:
        ours = field_of(name)
        if ours:
            found.setdefault(ours, name)
    missing = [name for name in ("text", "platforms") if name not in found]
    if missing:
        raise Invalid(
            f"The file has no column {' and none '.join(repr(name) for name in missing)}.", field="file",
            remedy="Name the columns as in the template.",
        )
    return found
