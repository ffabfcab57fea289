"""Parts of a file on their way between processes: each as three Arrow frames."""

from __future__ import annotations

import io
from collections.abc import Sequence

import polars as pl

from agency_core.analytics.chunk import COUNTED, TOLD, Chunk, Parsed, complete
from agency_core.analytics.rows import RowError

_WRONG = {"line": pl.Int64, "column": pl.String, "value": pl.String, "rule": pl.String, "remedy": pl.String}


def packed(part: Parsed) -> list[memoryview]:
    """The posts, the counts and the errors of a part, as Arrow IPC; columns without a value stay behind."""
    wrong = [(error.line, error.column, error.value, error.rule, error.remedy) for error in part.errors]
    frames = (part.chunk.posts, part.chunk.counts, pl.DataFrame(wrong, schema=_WRONG, orient="row"))
    return [_filled(frame).write_ipc_stream(None).getbuffer() for frame in frames]


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(column for column in frame.get_columns() if not frame.height or column.null_count() < frame.height)


def unpacked(rows: int, frames: Sequence[bytes]) -> Parsed:
    """The part that `packed` wrote; `rows` are all its rows, those with errors included."""
    posts, counts, wrong = (pl.read_ipc_stream(io.BytesIO(frame)) for frame in frames)
    errors = tuple(RowError(*error) for error in wrong.iter_rows())
    return Parsed(Chunk(complete(posts, TOLD), complete(counts, COUNTED)), errors, rows)
