"""Rows read a column at a time are what they are one by one, whatever stands in the cells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from agency_core.analytics import parts as module
from agency_core.analytics.chunk import TOLD, Parsed
from agency_core.analytics.parts import parts
from agency_core.analytics.upload import Manner, opened
from agency_core.domain.platform import Platform
from tests.analytics.conftest import csv_text

MAPPING = {
    "external_id": "id", "url": "link", "network": "network", "published_at": "published", "taken_at": "counted", "text": "text",
    "title": "title", "content_type": "type", "account": "account", "campaign": "campaign", "topic": "topic", "views": "views",
    "likes": "likes", "engagement_rate": "rate", "engagements": "engagements", "watched": "watched",
}
HEADER = tuple(MAPPING.values())
ODD = (
    "", " ", "-", "N/A", "undefined", "x", "total", "Total:", "a\nb", 'say "so"', "a,b;c", "\u00a0",
    "\x1f", "1\r2", "#a #b", "É #Öl",
)
BREAKS = (
    b"\n", b"\r\n", b"\r", b'"', b'""', b",", b",,,,,\n", b" \n", b"\x00", b"\x01", b"\xff", "é".encode(), b"total\n", b'"a\nb"',
)
NUMBERS = (
    "0", "5", "007", "12", "1,234", "1.234", "12.0", "12.5", "-3", "+4", " 8", "9 ", "1e3", "999999999999999", "9999999999999999",
    "9" * 30, "inf", "٣", ".0", "1_000", "4%", "0.25", "12.3K",
)
DATES = (
    "2026-01-15", "2026-01-15 12:30", "2026-01-15T12:30:05Z", "2026-01-15 12:30:60", "2026-1-5", "2026- 1-15", "26-01-15",
    "2026-02-30", "2026-03-29 02:30", "2026-10-25 02:30:00", "2026-01-15T12:30:00+02:00", "01/15/2026 2:30 PM", "15.01.2026",
    "Jan 15, 2026", "2026-01-15T12:30:05.250Z", "2126-01-01", "1960-05-05 10:00", "2026-01-15 25:00",
)
IDS = (
    "2011785523302531072", "2011785523302531073", "20", "7595000000000000000", "1.9E+18", "1902759600583606000", "abcdefghijk",
    "urn:li:activity:7306192134921981953", "9999999999999999999", "DTi0JQ3gBJn", "１２３４５６７８９０１２", "77",
)
LINKS = ("", "", "https://x.com/a/status/2011785523302531072", "http://", "https://www.instagram.com/p/DTi0JQ3gBJn/", "-")
NETWORKS = ("x", "X (Twitter)", "tiktok", "instagram", "youtube", "linkedin", "facebook", "mastodon", "bluesky", "nowhere")
KINDS = {
    "id": IDS, "link": LINKS, "network": NETWORKS, "published": DATES, "counted": DATES, "type": ("Photo", "reel", "Ｖideo", "?"),
    **dict.fromkeys(("views", "likes", "rate", "engagements", "watched"), NUMBERS), "title": ("bread", "é"),
    "text": ("bread", "#c d"), "account": ("me",), "campaign": ("Spring", "null"), "topic": ("bread", " rye "),
}
ROW = st.tuples(*(st.one_of(st.sampled_from(KINDS[name]), st.sampled_from(KINDS[name]), st.sampled_from(ODD)) for name in HEADER))
PLAIN = st.tuples(*(st.sampled_from(KINDS[name][:2]) for name in HEADER))
HOW = Manner(None, ZoneInfo("Europe/Berlin"), datetime(2026, 11, 22, 12, tzinfo=UTC))
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _slow(path, mapping, how) -> list[Parsed]:
    table, reader = opened(path, "a.csv", mapping, how)
    return list(module._Walk(reader).rows(table.rows()))


def _one(read: list[Parsed], said: list[str]) -> tuple[pl.DataFrame, list[tuple[object, ...]], int]:
    """What parts say, whatever their size: each count with what is said of its post, the errors, how many rows."""
    chunks = [part.chunk for part in read]
    named = [each.posts.select(said).with_row_index("post").cast({"post": pl.Int64}) for each in chunks]
    counts = [each.counts.join(names, on="post") for each, names in zip(chunks, named, strict=True)]
    errors = [(error.line, error.column, error.value, error.rule, error.remedy) for part in read for error in part.errors]
    joined = pl.concat(counts).drop("post").sort("platform", "external_id", "taken_at") if counts else pl.DataFrame()
    return joined, errors, sum(part.rows for part in read)


def _same(path, mapping=MAPPING, how=HOW) -> tuple[pl.DataFrame, list[tuple[object, ...]], int]:
    """What the file brings, after making sure that it is the same both ways; a post is described anew in each part."""
    fast, slow = list(parts(path, "a.csv", mapping, how)), _slow(path, mapping, how)
    said = list(TOLD) if len(fast) == len(slow) == 1 else ["platform", "external_id"]
    one, other = _one(fast, said), _one(slow, said)
    assert one[1:] == other[1:]
    if one[0].height or other[0].height:
        assert_frame_equal(one[0], other[0], check_exact=True)
    return one


@SMALL
@given(data=st.data())
def test_odd_cells_are_read_as_row_by_row(upload, data):
    rows = data.draw(st.lists(st.one_of(PLAIN, ROW), min_size=1, max_size=25))
    text = csv_text(HEADER, rows, data.draw(st.sampled_from(",;\t")), data.draw(st.sampled_from(("\n", "\r\n"))))
    encoding = data.draw(st.sampled_from(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")))
    _same(upload(text.encode(encoding, "replace")))


@SMALL
@given(data=st.data())
def test_odd_lines_are_read_as_row_by_row(upload, data):
    plain = csv_text(HEADER, data.draw(st.lists(PLAIN, min_size=1, max_size=8))).encode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(plain.index(b"\n") + 1, len(plain)))
        plain = plain[:at] + data.draw(st.sampled_from(BREAKS)) + plain[at:]
    _same(upload(plain))


@pytest.mark.parametrize("size", [400, 1_000, 5_000])
def test_blocks_of_any_size_bring_the_same(upload, monkeypatch, size):
    monkeypatch.setattr("agency_core.analytics.blocks.BLOCK_BYTES", size)
    row = dict(zip(HEADER, [KINDS[name][0] for name in HEADER], strict=True))
    rows = [
        tuple({**row, "counted": f"2026-01-{day:02} 08:00", "text": text, "views": str(day)}.values())
        for day in range(1, 29) for text in ("two\nlines", "plain", 'a "quote"', "x" * 120)
    ]
    counts, errors, read = _same(upload(csv_text(HEADER, rows)))
    assert (counts.height, len(errors), read) == (28, 84, 112)


def test_a_mapping_without_words_or_dates_is_read(upload):
    path = upload("id,views\n2011785523302531072,5\n2011785523302531072,6\n,7\n\n2011785523302531073,\n")
    counts, errors, read = _same(path, {"external_id": "id", "views": "views"}, Manner(Platform.X))
    assert (counts["views"].to_list(), [error[0] for error in errors], read) == ([5, None], [3, 4], 4)


def test_every_bad_line_of_many_is_named(upload, monkeypatch):
    monkeypatch.setattr("agency_core.analytics.blocks.BLOCK_BYTES", 100_000)
    bad, start = range(7, 30_000, 1_001), datetime(2026, 1, 1, tzinfo=UTC)
    lines = [f"{2011785523302531072 + at % 9},{start + timedelta(minutes=at):%Y-%m-%d %H:%M},{'lots' if at in bad else at}"
             for at in range(30_000)]
    mapping = {"external_id": "id", "taken_at": "counted", "views": "views"}
    read = list(parts(upload("\n".join(["id,counted,views", *lines])), "a.csv", mapping, Manner(Platform.X)))
    assert [error.line for part in read for error in part.errors] == [at + 2 for at in bad]
    assert (sum(part.rows for part in read), sum(part.chunk.counts.height for part in read)) == (30_000, 30_000 - len(bad))
