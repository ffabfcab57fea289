"""Spreadsheets and archives: the right sheet, cells as text, ids unharmed, bombs refused."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import UTC, datetime

import pytest

from agency_core.analytics.rows import Refused, RowError, TimeFrom
from agency_core.errors import Invalid
from tests.analytics.conftest import csv_text, look, parse, split
from tests.analytics.formats import FACEBOOK, LINKEDIN, TIKTOK, X_POSTS, YOUTUBE
from tests.analytics.workbooks import archive, xls, xlsx

DAILY = [("Date", "Impressions (organic)", "Clicks (organic)"), ("03/14/2025", 34, 2)]
BROKEN = "The spreadsheet is broken or protected by a password."
SHEET = "xl/worksheets/sheet1.xml"
DAILY_VIDEO = csv_text(("Date", "Content", "Video title", "Video publish time", "Duration", "Views"), [])


def _parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_the_sheet_with_posts_is_chosen_and_a_line_above_the_header_passed_over(upload):
    sheets = {"Metrics": DAILY, "All posts": [("Posts of the page, by day",), LINKEDIN.header, LINKEDIN.row]}
    path = upload(xlsx(sheets), "page.xlsx")
    posts, errors = split(parse(path, "page.xlsx"))
    assert ([(post.line, post.external_id) for post in posts], errors) == ([(3, LINKEDIN.external_id)], [])
    assert (look(path, "page.xlsx").place, look(path, "page.xlsx").row_count_estimate) == ("All posts", 1)


def test_a_workbook_of_daily_metrics_is_refused(upload):
    with pytest.raises(Refused, match="LinkedIn's daily metrics"):
        look(upload(xlsx({"Metrics": DAILY}), "page.xlsx"), "page.xlsx")


def test_cells_become_text_as_they_look(upload):
    header = ("Post title", "Post link", "Created date", "Impressions", "Clicks", "Engagement rate", "Follows")
    link = LINKEDIN.row[1]
    row = ("We bake", link, datetime(2025, 3, 14), 1200, 3.0, 0.0769, None)  # noqa: DTZ001 - cells have no zone
    posts, errors = split(parse(upload(xlsx({"All posts": [header, row]}, ["All posts!F2"]), "a.xlsx"), "a.xlsx"))
    assert errors == []
    assert posts[0].values == {"impressions": 1200, "clicks": 3}
    assert posts[0].extra == {"engagement_rate": pytest.approx(0.0769)}


def test_a_long_id_is_read_to_its_last_digit(upload):
    posts, _ = split(parse(upload(xlsx({"Posts": [FACEBOOK.header, FACEBOOK.row]})), "a.xlsx"))
    assert [post.external_id for post in posts] == ["122121474620644102"]


def test_a_long_id_that_was_written_as_a_number_in_full_is_read_to_its_last_digit(upload):
    """The library that writes for the tests rounds such numbers, so the digits are put in afterwards."""
    parts = _parts(xlsx({"Posts": [FACEBOOK.header, (4711, *FACEBOOK.row[1:])]}))
    parts[SHEET] = parts[SHEET].replace(b"<v>4711</v>", b"<v>122121474620644102</v>")
    posts, _ = split(parse(upload(archive(parts)), "a.xlsx"))
    assert [post.external_id for post in posts] == ["122121474620644102"]


@pytest.mark.parametrize("cell", [122121474620644000, 1.22121474620644e17])
def test_an_id_that_was_rounded_to_15_digits_is_an_error(upload, cell):
    rows = [FACEBOOK.header, (cell, *FACEBOOK.row[1:])]
    _, errors = split(parse(upload(xlsx({"Posts": rows})), "a.xlsx"))
    assert [(error.line, error.column, error.rule) for error in errors] == [
        (2, "Post ID", "is an id that a spreadsheet has rounded"),
    ]


def test_a_sheet_that_understates_its_size_is_read_whole(upload):
    parts = _parts(xlsx({"Posts": [X_POSTS.header, X_POSTS.row]}))
    parts[SHEET] = parts[SHEET].replace(b'<dimension ref="A1:Q2"', b'<dimension ref="A1"')
    posts, errors = split(parse(upload(archive(parts)), "a.xlsx"))
    assert ([post.external_id for post in posts], errors) == ([X_POSTS.external_id], [])


def test_a_cell_beside_the_table_is_an_error(upload):
    rows = [X_POSTS.header, (*X_POSTS.row, "stray")]
    _, errors = split(parse(upload(xlsx({"Posts": rows})), "a.xlsx"))
    assert errors == [
        RowError(2, "Column 18", "stray", "has cells to the right of the 17 columns that the header names",
                 "Delete the cell or name its column."),
    ]


def test_an_old_xls_is_read(upload):
    numbers = [float(cell) if cell.isdigit() and len(cell) < 6 else cell for cell in X_POSTS.row]
    posts, errors = split(parse(upload(xls([X_POSTS.header, numbers]), "a.xls"), "a.xls"))
    assert (posts[0].external_id, posts[0].values, errors) == (X_POSTS.external_id, X_POSTS.values, [])


def test_the_zip_of_youtube_is_read_by_its_table(upload):
    total = ("Total", *[""] * 9)
    members = {
        "Chart data.csv": csv_text(("Date", *YOUTUBE.header), [("2026-01-01", *YOUTUBE.row)]),
        "Table data.csv": csv_text(YOUTUBE.header, [total, YOUTUBE.row]),
        "Totals.csv": "Date,Views\n2026-01-01,9\n",
    }
    path = upload(archive(members), "Content 2026.zip")
    posts, errors = split(parse(path, "Content 2026.zip"))
    assert ([post.external_id for post in posts], errors) == ([YOUTUBE.external_id], [])
    assert (look(path, "Content 2026.zip").importer, look(path, "").place) == ("youtube", "Table data.csv")


def test_the_chart_data_of_youtube_alone_are_refused(upload):
    with pytest.raises(Refused, match="one row a video and day"):
        look(upload(DAILY_VIDEO + "2026-01-01,Sx0ytsHc1kk,Bread,\"Dec 18, 2022\",41,7\n"), "Chart data.csv")


def test_the_known_table_in_an_archive_is_taken(upload):
    members = {
        "__MACOSX/._Content.csv": b"\x00\x05\x16\x07",
        "Overview.csv": "Date,Video Views,Profile Views,Likes,Comments,Shares\nFebruary 28,0,0,0,0,0\n",
        "Content.xlsx": xlsx({"Content": [TIKTOK.header, TIKTOK.row]}),
    }
    posts, errors = split(parse(upload(archive(members)), "tiktok.zip"))
    assert ([(post.external_id, post.published_from) for post in posts], errors) == ([(TIKTOK.external_id, TimeFrom.ID)], [])
    assert posts[0].published_at == datetime(2025, 7, 16, 10, 21, 48, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (archive({"readme.md": "hello"}), "The archive holds no table."),
        (archive({"inner.csv": archive({"a.csv": "b"})}), "This is not a table."),
        (archive({"a.csv": "Post id,Likes\n"})[:-30], "The file is broken."),
        (xlsx({"Posts": [X_POSTS.header]})[:3000], "The file is broken."),
        (archive({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x"}), BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, BROKEN),
        (xls([X_POSTS.header])[:60], BROKEN),
        (xlsx({"Empty": []}), "The spreadsheet is empty."),
        (xlsx({"Wide": [[f"c{at}" for at in range(501)]]}), "The table has 501 columns; up to 500 are read."),
    ],
    ids=["no_table", "archive_within", "cut", "cut_workbook", "no_workbook", "no_document", "cut_document", "empty", "wide"],
)
def test_a_broken_or_foreign_file_is_refused(upload, content, message):
    with pytest.raises(Invalid) as refused:
        look(upload(content), "a.xlsx")
    assert (refused.value.message, refused.value.field) == (message, "file")


def test_entities_in_a_workbook_are_not_expanded(upload):
    parts = _parts(xlsx({"Posts": [X_POSTS.header]}))
    bomb = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    parts[SHEET] = bomb + parts[SHEET].replace(b"<sheetData>", b"<sheetData>&b;")
    with pytest.raises(Invalid, match="broken or protected"):
        list(parse(upload(archive(parts)), "a.xlsx"))


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "posts.csv"], ids=["spreadsheet", "archive"])
def test_a_bomb_is_refused_before_it_unpacks(upload, name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml" if name.endswith("xml") else "note.txt", "<x/>")
        with packed.open(name, "w") as member:
            for _ in range(30):
                member.write(b" " * 1_000_000)
    path = upload(file.getvalue())
    before = time.process_time()
    with pytest.raises(Invalid, match=r"The file unpacks to 30 MB from 0\.0 MB"):
        look(path, "bomb.xlsx")
    assert time.process_time() - before < 0.5


def test_a_workbook_that_unpacks_to_more_than_200_mb_is_refused(upload, monkeypatch):
    monkeypatch.setattr("agency_core.analytics.limits.UNPACKED_BYTES", 1000)
    with pytest.raises(Invalid, match="The file unpacks to"):
        look(upload(xlsx({"Posts": [X_POSTS.header, X_POSTS.row]})), "a.xlsx")


def test_a_sheet_that_does_not_say_its_size_is_read_and_counted_by_its_sample(upload):
    parts = _parts(xlsx({"Posts": [X_POSTS.header, X_POSTS.row]}))
    parts[SHEET] = parts[SHEET].replace(b'<dimension ref="A1:Q2"/>', b"").replace(b'<dimension ref="A1:Q2" />', b"")
    assert b"dimension" not in parts[SHEET]
    path = upload(archive(parts))
    posts, errors = split(parse(path, "a.xlsx"))
    assert ([post.external_id for post in posts], errors) == ([X_POSTS.external_id], [])
    assert look(path, "a.xlsx").row_count_estimate == 1
