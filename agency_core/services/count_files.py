"""Files of counts on their way in: streamed to the disk, read in a process of its own, and gone afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_hex
from typing import Any

from agency_core.analytics import child
from agency_core.analytics.limits import FILE_BYTES
from agency_core.domain.audience import CountFile
from agency_core.domain.upload import RejectView
from agency_core.errors import TooLarge

SHOWN_REJECTS = 200


@dataclass(frozen=True)
class CountRows:
    """What a file holds: our names of its columns and its own, columns that were left, good rows and refused ones."""

    columns: dict[str, str]
    ignored: tuple[str, ...]
    rows: list[dict[str, Any]]
    rejects: list[RejectView]


def read(file: CountFile, folder: Path, kind: str, today: date) -> CountRows:
    """The rows of a file of counts.

    Args:
        file: what was handed in.
        folder: where it lies while it is read.
        kind: `followers` or `competitors`.
        today: the last day that a row can be of.

    Raises:
        TooLarge: more than 50 MB. Invalid: it is no table, or not of this kind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"counts-{token_hex(8)}{Path(file.filename).suffix.lower()[:8]}"
    try:
        _keep(file, kept)
        told, *answers = child.counts(child.Reading(str(kept), file.filename), kind, today)
    finally:
        kept.unlink(missing_ok=True)
    rows = [each["row"] for each in answers if "row" in each]
    rejects = [RejectView(**each["error"]) for each in answers if "error" in each]
    return CountRows(told["columns"], tuple(told["ignored"]), rows, rejects)


def _keep(file: CountFile, path: Path) -> None:
    size = 0
    with path.open("wb") as kept:
        for chunk in file.chunks:
            size += len(chunk)
            if size > FILE_BYTES:
                raise TooLarge("The file is larger than 50 MB.", field="file", remedy="Send a shorter period.")
            kept.write(chunk)
