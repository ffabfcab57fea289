"""Dry run: a file is read as an import would read it, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from agency_core.analytics import child
from agency_core.analytics.chunk import Parsed
from agency_core.domain.upload import RejectView
from agency_core.errors import Invalid
from agency_core.models.base import EPOCH

MOST_ROWS = 20_000
"""Beyond so many rows a dry run does not look."""


@dataclass(frozen=True)
class Tried:
    """What a dry run found: `problem` why nothing can be read (empty when it can), else rows, refusals, first and last post."""

    problem: str = ""
    rows_ok: int = 0
    rows_rejected: int = 0
    rejects: tuple[RejectView, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None
    is_whole: bool = True


def dry_run(asked: child.Reading) -> Tried:
    """Read the first rows of a file."""
    try:
        return _added_up(child.chunks(asked))
    except Invalid as error:
        return Tried(f"{error.message} {error.remedy}".strip())


def _added_up(parts: Iterable[Parsed]) -> Tried:
    rows, bad, is_whole = 0, 0, True
    rejects: list[RejectView] = []
    times: list[int] = []
    for part in parts:
        if rows >= MOST_ROWS:
            is_whole = False
            break
        rows += part.rows
        bad += len({each.line for each in part.errors})
        rejects += [RejectView(each.line, each.column, each.value, each.rule, each.remedy) for each in part.errors]
        times += part.chunk.posts["published"].drop_nulls().to_list()
    first, last = (EPOCH + timedelta(milliseconds=at) for at in (min(times), max(times))) if times else (None, None)
    return Tried("", rows - bad, bad, tuple(rejects), first, last, is_whole)
