"""CSV that a spreadsheet opens without running it, and that reads back unchanged."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency_core.analytics.export_csv import plain, safe, written


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "\u00a0=1", "＝1+1", "＋cmd", "－2+3", "＠A1", "\u200b=1",
     "\ufeff=1", "-AbCdEfGh_1", "-", "\x00=1"],
)
def test_what_might_be_run_gets_an_apostrophe(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "cell"),
    [(-3, "-3"), (-0.5, "-0.5"), ("-3", "-3"), ("+4.5", "+4.5"), (1e-7, "1e-07"), (None, ""), ("bread", "bread"),
     ("a=b", "a=b"), ("it's", "it's"), ("'quoted'", "'quoted'"), (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00")],
)
def test_numbers_stay_numbers_and_harmless_text_stays_as_it_is(value, cell):
    assert safe(value) == cell


def test_rows_are_written_one_by_one_with_the_header_first():
    rows = iter([("-AbCdEfGh_1", 3, None), ("two, with\nlines", -1.5, "=x")])
    assert list(written(("id", "views", "text"), rows)) == [
        "id,views,text\r\n", "'-AbCdEfGh_1,3,\r\n", '"two, with\nlines",-1.5,\'=x\r\n',
    ]


CELL = st.text(st.sampled_from("=+-@'\t\r\n ,\";a1＝．\u200b\ufeff"), max_size=8) | st.text(max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(CELL, min_size=1, max_size=4))
def test_a_row_reads_back_unchanged_and_no_cell_can_run(cells):
    text = "".join(written(["h"] * len(cells), [cells]))
    read = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert [plain(cell) for cell in read] == cells
    started = [cell for cell in read if cell.startswith(("=", "@", "\t", "\r", "＝", "＠"))]
    assert started == []
