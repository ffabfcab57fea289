"""Parts of a file on their way between processes: each as three Arrow frames."""

from __future__ import annotations

import io
from collections.abc import Sequence

import polars as pl

from agency_core.analytics.chunk import Chunk, Parsed
from agency_core.analytics.rows import RowError

_WRONG = {"line": pl.Int64, "column": pl.String, "value": pl.String, "rule": pl.String, "remedy": pl.String}


def packed(part: Parsed) -> list[bytes]:
    """The posts, the counts and the errors of a part, as Arrow IPC."""
    wrong = [(error.line, error.column, error.value, error.rule, error.remedy) for error in part.errors]
    frames = (part.chunk.posts, part.chunk.counts, pl.DataFrame(wrong, schema=_WRONG, orient="row"))
    return [_written(frame) for frame in frames]


def _written(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_ipc_stream(file)
    return file.getvalue()


def unpacked(rows: int, frames: Sequence[bytes]) -> Parsed:
    """The part that `packed` wrote; `rows` are all its rows, those with errors included."""
    posts, counts, wrong = (pl.read_ipc_stream(io.BytesIO(frame)) for frame in frames)
    return Parsed(Chunk(posts, counts), tuple(RowError(*error) for error in wrong.iter_rows()), rows)
