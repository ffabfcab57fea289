"""Rows read a column at a time: plain cells at once, odd ones by the functions that read single rows.

Whatever is read here is what `RowReader.read` would have read, or it is left to it: every row that is not certain is odd.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from agency_core.analytics.cells import MISSING
from agency_core.analytics.chunk import ROWS, TOLD, complete
from agency_core.analytics.importers.base import RowReader
from agency_core.analytics.moment_columns import moments
from agency_core.analytics.post_columns import told
from agency_core.analytics.rollup import COUNTS
from agency_core.errors import Invalid

_PLAIN = 10**15
"""Whole numbers below this are read at once."""


@dataclass(frozen=True)
class Columns:
    """What is read of a block: `posts` (columns `TOLD`), and of each good row the `line`, its `post` and what it counts.

    `odd` are the places of the rows that have to be read one by one.
    """

    posts: pl.DataFrame
    rows: pl.DataFrame
    odd: list[int]


def columns(reader: RowReader, frame: pl.DataFrame) -> Columns:
    """Read a block; `frame` has a column of text for each of the file's ("0", "1", ...), `line` and `whole`."""
    raw, place = _posts(reader, frame)
    posts = told(reader, raw)
    rows = frame.select("line", "whole").with_columns(
        place.alias("post"), posts["fits"].gather(place).alias("fits"), *_taken_at(reader, frame), *_numbers(reader, frame),
    )
    good = pl.all_horizontal(pl.col("whole", "fits", "^fits_.*$"))
    odd = rows.select(good.not_().arg_true()).to_series().to_list() if not rows.select(good.all()).item() else []
    kept = rows.filter(good) if odd else rows
    return Columns(posts.select(list(TOLD)), complete(kept, ROWS), odd)


def _posts(reader: RowReader, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """What is said of posts, each text once, and for each row which of them."""
    names = list(dict.fromkeys(str(at) for name, at in reader.words if name != "taken_at"))
    runs = frame.select(names).with_columns(pl.struct(names).rle_id().cast(pl.Int64).alias("run"))
    firsts = runs.filter(pl.col("run") != pl.col("run").shift(1, fill_value=-1)).drop("run")
    raw = firsts.unique(maintain_order=True)
    if raw.height == firsts.height:
        return raw, runs["run"]
    places = firsts.join(raw.with_row_index("post"), on=names, how="left", maintain_order="left", nulls_equal=True)["post"]
    return raw, places.cast(pl.Int64).gather(runs["run"])


def _taken_at(reader: RowReader, frame: pl.DataFrame) -> list[pl.Series]:
    at = dict(reader.words).get("taken_at")
    if at is None:
        return [pl.Series("taken_at", [None], pl.Int64).new_from_index(0, frame.height)]
    read = moments(frame[str(at)], reader.zone)
    last = reader.now.timestamp() * 1000
    return [read["at"].alias("taken_at"), (read["fits"] & (read["at"].fill_null(0) <= last)).alias("fits_taken_at")]


def _numbers(reader: RowReader, frame: pl.DataFrame) -> list[pl.Series]:
    found: list[pl.Series] = []
    extra: list[pl.Series] = []
    for name, at, unit in reader.numbers:
        if name in COUNTS:
            found += _counts(name, frame[str(at)])
        elif name == "engagement_rate":
            values, fits = _by_text(frame[str(at)], unit, pl.Float64)
            found += [values.alias("reported_rate"), fits.alias(f"fits_{name}")]
        else:
            values, fits = _by_text(frame[str(at)], _quoted(name, unit), pl.String)
            found.append(fits.alias(f"fits_{name}"))
            extra.append(values.alias(name))
    if extra:
        joined = pl.select(pl.concat_str(extra, separator=", ", ignore_nulls=True)).to_series()
        found.append(pl.select(pl.when(joined != "").then("{" + joined + "}")).to_series().alias("extra"))
    return found


def _counts(name: str, texts: pl.Series) -> list[pl.Series]:
    """Whole numbers; those that are not given are null."""
    values = texts.cast(pl.Int64, strict=False)
    if values.null_count():
        values = texts.str.strip_suffix(".0").cast(pl.Int64, strict=False)
    fits = (values >= 0) & (values < _PLAIN) & ~texts.str.starts_with("+")
    if values.null_count():
        fits = fits.fill_null(value=False) | texts.str.to_lowercase().is_in(list(MISSING))
    return [values.alias(name), fits.alias(f"fits_{name}")]


def _quoted(name: str, unit: Callable[[str], float | None]) -> Callable[[str], str | None]:
    def quoted(text: str) -> str | None:
        value = unit(text)
        return None if value is None else json.dumps({name: value})[1:-1]

    return quoted


def _by_text(texts: pl.Series, read: Callable[[str], object], kind: type[pl.DataType]) -> tuple[pl.Series, pl.Series]:
    """Each different text read once, and whether it could be."""
    known = [(text, *_or_not(text, read)) for text in texts.unique().to_list()]
    table = pl.DataFrame(known, schema={"text": pl.String, "value": kind, "fits": pl.Boolean}, orient="row")
    found = pl.DataFrame({"text": texts}).join(table, on="text", how="left", maintain_order="left")
    return found["value"], found["fits"]


def _or_not(text: str, read: Callable[[str], object]) -> tuple[object, bool]:
    try:
        return read(text), True
    except Invalid:
        return None, False
