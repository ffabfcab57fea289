"""The file read in a process of its own: the same parts as here, every time, and what it cannot read is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agency_core.analytics import child
from agency_core.analytics.parts import parts
from agency_core.analytics.upload import Manner
from agency_core.errors import Invalid
from tests.analytics.conftest import csv_text
from tests.analytics.formats import X_POSTS

MAPPING = {"external_id": "Post", "taken_at": "Counted", "views": "Views", "campaign": "Campaign", "topic": "Topic"}
TABLE = (
    ("Post", "Counted", "Views", "Campaign", "Topic"),
    ("10", "2026-01-02 08:00", "5", "Spring", "bread"), ("20", "2026-01-02", "7", "", ""),
    ("10", "2026-01-01T08:00:00Z", "3", "", ""), ("10", "2026-01-02 08:00", "6", "", ""), ("30", "2026-01-03", "x", "", ""),
    ("10", "2026-02-01", "9", "", ""),
)


def _asked(path, **more) -> child.Reading:
    return child.Reading(
        str(path), path.name, MAPPING, "mastodon", "Europe/Berlin", datetime(2026, 1, 31, tzinfo=UTC), **more
    )


def test_a_post_may_stand_in_many_rows_each_counted_at_another_time(upload):
    (part,) = child.chunks(_asked(upload(csv_text(TABLE[0], TABLE[1:]))))
    assert part.chunk.posts.select("external_id", "campaign", "topic").rows() == [("10", "Spring", "bread"), ("20", "", "")]
    counted = part.chunk.counts.select("post", "taken_at", "views").rows()
    assert [(post, datetime.fromtimestamp(at / 1000, UTC).isoformat(), views) for post, at, views in counted] == [
        (0, "2026-01-01T08:00:00+00:00", 3), (0, "2026-01-02T07:00:00+00:00", 5), (1, "2026-01-01T23:00:00+00:00", 7),
    ]
    assert (part.rows, [(error.line, error.column, error.rule) for error in part.errors]) == (6, [
        (5, "", "names a post that stands further up in the file"), (6, "Views", "is not a number"),
        (7, "Counted", "lies in the future"),
    ])


def test_the_child_brings_what_is_read_here_part_by_part(upload):
    posts = [(f"19027596005836062{at:02}", *X_POSTS.row[1:3], "-", *X_POSTS.row[4:]) for at in range(99)]
    path = upload(csv_text(X_POSTS.header, posts))
    (there,) = child.chunks(child.Reading(str(path), "a.csv"))
    (here,) = parts(path, "a.csv", None, Manner())
    assert (there.rows, there.errors) == (here.rows, here.errors) == (99, ())
    assert there.chunk.posts.equals(here.chunk.posts)
    assert there.chunk.counts.equals(here.chunk.counts)


def test_parts_are_bounded_and_errors_belong_to_them(upload, monkeypatch):
    monkeypatch.setattr("agency_core.analytics.parts.GATHERED", 2)
    header = ("Post Link", "Date", "Post text", "Post id", "Impressions")
    rows = [("", "", "", name, "1") for name in ("40", "50", "40", "x")]
    read = parts(upload(csv_text(header, rows)), "a.csv", None, Manner())
    shape = [(part.chunk.counts.height, [error.line for error in part.errors], part.rows) for part in read]
    assert shape == [(2, [], 2), (0, [4, 5], 2)]


def test_a_refusal_in_the_child_is_raised_here(upload):
    with pytest.raises(Invalid) as refused:
        list(child.chunks(replace(_asked(upload("a,b\n1,2\n")), mapping={"url": "c"})))
    assert (refused.value.field, refused.value.message) == ("mapping", "The file has no column 'c'.")


def test_a_child_that_dies_is_a_refusal(upload, monkeypatch):
    monkeypatch.setattr(child, "IMPORT_SECONDS", 0)
    with pytest.raises(Invalid, match="took too long or too much memory"):
        list(child.chunks(_asked(upload(csv_text(TABLE[0], TABLE[1:])))))
