"""Columns of dates read at once: the plain forms by pattern, every other text by `moments.stamp`."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import polars as pl

from agency_core.analytics.moments import in_utc, stamp
from agency_core.errors import Invalid

_DAY = "(?:19[7-9][0-9]|20[0-2][0-9]|203[0-6])-[01][0-9]-[0-3][0-9]"
_CLOCK = "[0-2][0-9]:[0-5][0-9]"
_FORMS = (
    (f"^{_DAY}T{_CLOCK}:[0-5][0-9]Z$", "%Y-%m-%dT%H:%M:%SZ", True, True),
    (f"^{_DAY} {_CLOCK}:[0-5][0-9]Z$", "%Y-%m-%d %H:%M:%SZ", True, True),
    (f"^{_DAY}T{_CLOCK}:[0-5][0-9]$", "%Y-%m-%dT%H:%M:%S", False, True),
    (f"^{_DAY} {_CLOCK}:[0-5][0-9]$", "%Y-%m-%d %H:%M:%S", False, True),
    (f"^{_DAY}T{_CLOCK}$", "%Y-%m-%dT%H:%M", False, True),
    (f"^{_DAY} {_CLOCK}$", "%Y-%m-%d %H:%M", False, True),
    (f"^{_DAY}$", "%Y-%m-%d", False, False),
)
"""Pattern, format, whether it names its zone (UTC), whether it has a time of day."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - counts days of whatever zone
MOMENTS = {"at": pl.Int64, "day": pl.Int64, "has_time": pl.Boolean, "fits": pl.Boolean}
"""Milliseconds since 1970 in UTC; the day that the text names, counted from 1970; `fits`: it is a date, or not given."""


def moments(texts: pl.Series, zone: tzinfo) -> pl.DataFrame:
    """The dates in a column of texts (columns `MOMENTS`, in the same order); `zone` is that of dates which name none."""
    found: list[pl.DataFrame] = []
    left = pl.DataFrame({"text": texts}).with_row_index("row")
    for pattern, form, is_utc, has_time in _FORMS:
        if not left.height:
            break
        if not left["text"].head(1_000).str.contains(pattern).any():
            continue
        read = left.with_columns(_read(pattern, form))
        read = read.with_columns(_in_utc(pl.col("wall"), UTC if is_utc else zone))
        found.append(read.drop_nulls("at").select("row", "at", *_wall(has_time=has_time)))
        left = read.filter(pl.col("at").is_null()).select("row", "text")
    found.append(_one_by_one(left, zone))
    return pl.concat(found).sort("row").drop("row")


def _read(pattern: str, form: str) -> pl.Expr:
    text = pl.col("text")
    return pl.when(text.str.contains(pattern)).then(text).str.to_datetime(form, time_unit="ms", strict=False).alias("wall")


def _in_utc(wall: pl.Expr, zone: tzinfo) -> pl.Expr:
    if zone is UTC:
        return wall.to_physical().alias("at")
    if not isinstance(zone, ZoneInfo):
        return pl.lit(None, pl.Int64).alias("at")
    local = wall.dt.replace_time_zone(zone.key, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC").to_physical().alias("at")


def _wall(*, has_time: bool) -> tuple[pl.Expr, ...]:
    day = pl.col("wall").dt.date().to_physical().cast(pl.Int64).alias("day")
    return day, pl.lit(has_time).alias("has_time"), pl.lit(value=True).alias("fits")


def _one_by_one(left: pl.DataFrame, zone: tzinfo) -> pl.DataFrame:
    texts = left["text"].unique().to_list()
    read = pl.DataFrame([(text, *_stamped(text, zone)) for text in texts], schema={"text": pl.String, **MOMENTS}, orient="row")
    return left.join(read, on="text", how="left").select("row", *MOMENTS)


def _stamped(text: str, zone: tzinfo) -> tuple[int | None, int | None, bool, bool]:
    try:
        written = stamp(text.strip())
        if written is None:
            return None, None, False, True
        at = in_utc(written, zone).replace(tzinfo=None)
    except Invalid:
        return None, None, False, False
    days = (written.at.replace(tzinfo=None) - _EPOCH).days
    return round((at - _EPOCH).total_seconds() * 1000), days, written.has_time, True
