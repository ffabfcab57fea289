"""What a block says of its posts, read a column at a time: ids, times of publication, words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from agency_core.analytics.cells import fold, is_missing
from agency_core.analytics.chunk import LONGEST_TEXT
from agency_core.analytics.importers.base import WORDS, RowReader, network_of
from agency_core.analytics.importers.generic import TOTALS
from agency_core.analytics.moment_columns import moments
from agency_core.analytics.post_ids import locate
from agency_core.domain.hashtags import hashtags_of
from agency_core.domain.platform import Platform, platform
from agency_core.errors import Invalid

_IDS = {
    Platform.X: "^[0-9]{11,19}$", Platform.TIKTOK: "^[0-9]{15,19}$", Platform.INSTAGRAM: "^[0-9]{3,20}$",
    Platform.YOUTUBE: "^[A-Za-z0-9_-]{11}$", Platform.FACEBOOK: "^[0-9]+(_[0-9]+)?$",
    Platform.THREADS: "^[0-9]{1,20}$", Platform.MASTODON: "^[0-9]{1,20}$",
    Platform.LINKEDIN: "^urn:li:(?:activity|share|ugcPost):[0-9]{8,19}$",
}
"""Ids that are read at once, where no link stands beside them."""
_MADE = {
    Platform.X: pl.col("number") // 2**22 + 1288834974657,
    Platform.TIKTOK: pl.col("number") // 2**32 * 1000,
    Platform.LINKEDIN: pl.col("number") // 2**22,
}
_FROM = {Platform.X: 2**34, Platform.TIKTOK: 1388534400 * 2**32, Platform.LINKEDIN: 1325376000000 * 2**22}
"""Smaller numbers carry no time, or are no ids."""
_DAY_MS = 86_400_000


def told(reader: RowReader, raw: pl.DataFrame) -> pl.DataFrame:
    """Posts (columns `TOLD`) of the texts in `raw`, one row each, and whether they fit; those that do not are odd."""
    words = {name: raw[str(at)] for name, at in reader.words if name != "taken_at"}
    frame = pl.DataFrame({"row": pl.arange(raw.height, eager=True)}).with_columns(
        _platforms(reader, words, raw.height), *(_said(name, words, raw.height) for name in ("account", "topic", "campaign")),
        _text(words, raw.height), _types(reader, words, raw.height), _totals(words, raw.height),
    )
    frame = frame.with_columns(_hashtags(frame["text"]), pl.col("text").str.slice(0, LONGEST_TEXT))
    located = _located(frame["platform"], words, raw.height)
    return _settled(frame.with_columns(located), words.get("published_at"), reader)


def _blank(height: int) -> pl.Series:
    return pl.Series([""], dtype=pl.String).new_from_index(0, height)


def _each(texts: pl.Series, read: Callable[[str], str | None]) -> pl.Series:
    """Each different text read once."""
    different = texts.unique()
    if different.len() * 2 > texts.len():
        return pl.Series([read(text) for text in texts.to_list()], dtype=pl.String)
    known = pl.DataFrame({"text": different, "read": pl.Series([read(text) for text in different.to_list()], dtype=pl.String)})
    return pl.DataFrame({"text": texts}).join(known, on="text", how="left", maintain_order="left")["read"]


def _platforms(reader: RowReader, words: dict[str, pl.Series], height: int) -> pl.Series:
    on = reader.importer.platform
    if on is not None:
        return pl.Series([on.value], dtype=pl.String).new_from_index(0, height).alias("platform")
    return _each(words["network"], _network).alias("platform")


def _network(text: str) -> str | None:
    try:
        return network_of(text).value
    except Invalid:
        return None


def _said(name: str, words: dict[str, pl.Series], height: int) -> pl.Series:
    return (_each(words[name], _or_blank) if name in words else _blank(height)).alias(name)


def _or_blank(text: str) -> str:
    said = text.strip()
    return "" if is_missing(said) else said


def _text(words: dict[str, pl.Series], height: int) -> pl.Series:
    texts, titles = (_said(name, words, height) for name in ("text", "title"))
    return pl.select(pl.when(texts != "").then(texts).otherwise(titles)).to_series().alias("text")


def _hashtags(texts: pl.Series) -> pl.Series:
    if not texts.str.contains("#", literal=True).any():
        return _blank(texts.len()).alias("hashtags")
    return _each(texts, lambda text: " ".join(hashtags_of(text))).alias("hashtags")


def _types(reader: RowReader, words: dict[str, pl.Series], height: int) -> pl.Series:
    known = reader.importer.content_types
    kinds = words.get("content_type", _blank(height))
    return _each(kinds, lambda text: known.get(fold(text), "") if text.strip() else known.get("", "")).alias("content_type")


def _totals(words: dict[str, pl.Series], height: int) -> pl.Series:
    """Whether the first word of a row may name a total."""
    first = _blank(height)
    for name in WORDS:
        if name in words and (first == "").any():
            first = pl.select(pl.when(first == "").then(words[name].str.strip_chars()).otherwise(first)).to_series()
    return first.str.to_lowercase().str.strip_chars(" :_").is_in(list(TOTALS)).alias("is_total")


def _located(platforms: pl.Series, words: dict[str, pl.Series], height: int) -> list[pl.Series]:
    """Columns `external_id`, `url`, `made` (the milliseconds that an id carries) and `fits_id`."""
    frame = pl.DataFrame({
        "platform": platforms, "id": words.get("external_id", _blank(height)), "link": words.get("url", _blank(height)),
    }).with_columns(pl.col("id").str.extract("([0-9]+)$").cast(pl.Int64, strict=False).alias("number"))  # fmt: skip
    plain, made = pl.lit(value=False), pl.lit(None, pl.Int64)
    for name in platforms.drop_nulls().unique().to_list():
        on = Platform(name)
        if on in _IDS:
            timed = (pl.col("number") >= _FROM[on]).fill_null(value=False) if on in _FROM else pl.lit(value=True)
            is_it = (pl.col("platform") == name) & pl.col("id").str.contains(_IDS[on]) & timed
            plain = plain | is_it
            made = pl.when(is_it).then(_MADE[on]).otherwise(made) if on in _MADE else made
    plain = plain & (pl.col("link") == "")
    frame = frame.with_columns(plain.fill_null(value=False).alias("plain"), made.alias("made"))
    frame = frame.with_columns(pl.when(pl.col("platform") == Platform.YOUTUBE.value).then(
        pl.lit("https://www.youtube.com/watch?v=") + pl.col("id")).otherwise(pl.lit("")).alias("url"))
    if frame["plain"].all():
        return [frame["id"].alias("external_id"), frame["url"], frame["made"], frame["plain"].alias("fits_id")]
    rest = [_one(*row) for row in frame.filter(~pl.col("plain")).select("platform", "id", "link").iter_rows()]
    schema = {"external_id": pl.String, "url": pl.String, "made": pl.Int64, "fits_id": pl.Boolean}
    odd = pl.DataFrame(rest, schema=schema, orient="row").with_columns(frame["plain"].not_().arg_true().alias("at"))
    sure = frame.filter("plain").select(pl.col("id").alias("external_id"), "url", "made", pl.col("plain").alias("fits_id"))
    sure = sure.with_columns(frame["plain"].arg_true().alias("at"))
    return pl.concat([odd, sure]).sort("at").drop("at").get_columns()


def _one(on: str | None, external_id: str, link: str) -> tuple[Any, ...]:
    try:
        if on is None:
            return None, None, None, False
        found = locate(platform(on), external_id.strip(), link.strip())
    except Invalid:
        return None, None, None, False
    made = None if found.made_at is None else round(found.made_at.timestamp() * 1000)
    return found.external_id, found.url, made, True


def _settled(frame: pl.DataFrame, texts: pl.Series | None, reader: RowReader) -> pl.DataFrame:
    """With `published`, `day_only` and `fits`, as `moments.settle` decides."""
    written = moments(texts if texts is not None else _blank(frame.height), reader.zone)
    apart = (written["day"] - frame["made"] // _DAY_MS).abs()
    agrees = pl.select(pl.when(written["has_time"]).then(apart <= 2).otherwise(apart <= 1)).to_series().fill_null(value=True)
    carried = frame["made"].is_not_null()
    published = pl.select(pl.when(carried).then(frame["made"]).otherwise(written["at"])).to_series()
    return frame.with_columns(
        published.alias("published"), (~carried & written["at"].is_not_null() & ~written["has_time"]).alias("day_only"),
        (frame["fits_id"] & written["fits"] & agrees & ~frame["is_total"]).alias("fits"),
    )
