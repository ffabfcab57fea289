"""Text files as they come: encodings, delimiters, lines before the header, and rows that are broken."""

from __future__ import annotations

import codecs

import pytest

from agency_core.analytics.rows import RowError
from agency_core.analytics.table import read_table
from agency_core.errors import Invalid
from tests.analytics.conftest import csv_text
from tests.analytics.formats import X_POSTS

TEXT = csv_text(X_POSTS.header, [X_POSTS.row])
ACCENTED = TEXT.replace("Fresh bread", "Frisches Brötchen für 3 €")
REEXPORT = "Export the file again and upload it unchanged."


def _known(header) -> int:
    return len({"post id", "date", "post text", "likes", "views"} & {name.strip().lower() for name in header})


def _rows(path):
    return list(read_table(path, _known).rows())


def _ids(path):
    return [row[1][0] for row in _rows(path)]


@pytest.mark.parametrize(
    "content",
    [
        ACCENTED.encode(),
        codecs.BOM_UTF8 + ACCENTED.encode(),
        ACCENTED.encode("cp1252"),
        ACCENTED.encode("utf-16"),
        ACCENTED.encode("utf-16-le"),
        ACCENTED.encode("utf-16-be"),
        codecs.BOM_UTF16_LE + ("sep=,\r\n" + ACCENTED).encode("utf-16-le"),
    ],
    ids=["utf-8", "utf-8 with BOM", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-16 with sep"],
)
def test_every_encoding_gives_the_same_text(posts_of, content):
    posts, errors = posts_of(content)
    assert ([post.text for post in posts], errors) == (["Frisches Brötchen für 3 €"], [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end_is_found(posts_of, delimiter, end):
    posts, errors = posts_of(csv_text(X_POSTS.header, [X_POSTS.row], delimiter, end))
    assert ([post.values["impressions"] for post in posts], errors) == ([1200], [])


@pytest.mark.parametrize(("first", "delimiter"), [("sep=;", ";"), ("sep=\t", "\t"), ('"sep=,"', ",")])
def test_a_delimiter_that_the_file_names_is_taken(posts_of, first, delimiter):
    posts, _ = posts_of(f"{first}\r\n" + csv_text(X_POSTS.header, [X_POSTS.row], delimiter, "\r\n"))
    assert [post.line for post in posts] == [3]


def test_lines_before_the_header_are_passed_over_and_counted(posts_of):
    preamble = '# Bakery, export\n# Start, 1 Jun\n"a note, on\ntwo lines"\n\n\n'
    posts, errors = posts_of(preamble + TEXT)
    assert ([post.line for post in posts], errors) == ([8], [])


def test_a_row_is_named_by_its_first_line(posts_of):
    text = csv_text(X_POSTS.header, [(*X_POSTS.row[:2], "three\nlong\nlines", *X_POSTS.row[3:]), ("7", *X_POSTS.row[1:])])
    posts, errors = posts_of(text)
    assert ([post.line for post in posts], [error.line for error in errors]) == ([2], [5])


def test_a_header_that_nobody_knows_is_the_first_full_row(upload):
    path = upload("A report\n\nUno;Due;Tre\n1;2;3\n4;5;6\n")
    table = read_table(path, _known)
    assert (table.header, list(table.rows())) == (("Uno", "Due", "Tre"), [(4, ("1", "2", "3")), (5, ("4", "5", "6"))])
    assert table.rows_about == 2


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"1,2", RowError(3, "", "1", "has 2 cells where the header names 3", "Check the row for a missing quote or "
                                                                              "delimiter, or export again.")),
        (b"1,2,3,4", RowError(3, "", "1", "has 4 cells where the header names 3", "Check the row for a missing quote or "
                                                                                  "delimiter, or export again.")),
        (b"1,2\x00,3", RowError(3, "Date", "2\N{REPLACEMENT CHARACTER}", "contains a NUL character", REEXPORT)),
        (b"1,2,\xff", RowError(3, "Likes", "\N{REPLACEMENT CHARACTER}", "contains bytes that are no characters", REEXPORT)),
        (b"1,2,\xed\xa0\x80", RowError(3, "Likes", "\N{REPLACEMENT CHARACTER}" * 3, "contains bytes that are no characters",
                                       REEXPORT)),
        (b"1," + b"x" * 1_100_000 + b",3", RowError(3, "Date", "x" * 120 + "…", "is longer than 1 MB", REEXPORT)),
    ],
    ids=["short", "long", "NUL", "stray byte", "surrogate", "1 MB"],
)
def test_a_broken_row_is_named_and_the_others_are_read(upload, line, error):
    path = upload("Post id,Date,Likes\n0,\u00e4\u00e4\u00e4\u00e4,ö\n".encode() + line + b"\n8,8,8\n")
    assert _rows(path) == [(2, ("0", "ääää", "ö")), error, (4, ("8", "8", "8"))]


def test_a_lone_surrogate_in_utf_16_is_named(upload):
    path = upload(codecs.BOM_UTF16_LE + "Post id,Date,Likes\n1,2,\ud800\n5,6,7\n".encode("utf-16-le", "surrogatepass"))
    assert [row.column if isinstance(row, RowError) else row[0] for row in _rows(path)] == ["Likes", 3]


def test_a_quote_that_is_never_closed_is_named(upload):
    path = upload('Post id,Date,Likes\n1,2,3\n4,"5,6\n7,8,9\n')
    assert _rows(path)[1] == RowError(3, "Date", "5,6\N{REPLACEMENT CHARACTER}7,8,9\N{REPLACEMENT CHARACTER}",
                                      "opens a quote that is never closed", REEXPORT)


def test_empty_cells_to_the_right_and_empty_lines_do_no_harm(upload):
    assert _rows(upload("Post id,Date,Likes\n\n1,2,3,,\n,,\n4,5,6\n")) == [(3, ("1", "2", "3", "", "")), (5, ("4", "5", "6"))]


def test_the_rows_can_be_walked_again(upload):
    table = read_table(upload("Post id,Date,Likes\n1,2,3\n"), _known)
    assert list(table.rows()) == list(table.rows()) == [(2, ("1", "2", "3"))]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\n\n\n", "The file is empty, or no text."),
        (b"\xef\xbb\xbf", "The file is empty, or no text."),
        (b"\x01\x00\x02" * 40, "The file is empty, or no text."),
        (b"%PDF-1.7 ...", "This is not a table."),
        (b"<!doctype html><html>", "This is not a table."),
        (codecs.BOM_UTF16_LE + "Post id,Likes\n1,2".encode("utf-16-le") + b"\x31", "The file ends in the middle of a character."),
        (b"a," * 600, "The table has 601 columns; up to 500 are read."),
    ],
)
def test_what_is_no_table_is_refused(upload, content, message):
    with pytest.raises(Invalid) as refused:
        read_table(upload(content), _known)
    assert (refused.value.message, refused.value.field) == (message, "file")


def test_a_line_without_end_is_refused(upload):
    table = read_table(upload("Post id,Date,Likes\n1,2,3\n" + "x" * 5_000_000), _known)
    with pytest.raises(Invalid, match="Line 3 has no end"):
        list(table.rows())


def test_a_file_with_too_many_rows_is_refused(upload, monkeypatch):
    monkeypatch.setattr("agency_core.analytics.delimited.TEXT_ROWS", 3)
    table = read_table(upload("Post id,Date,Likes\n" + "1,2,3\n" * 4), _known)
    with pytest.raises(Invalid, match="more than 3 rows"):
        list(table.rows())
    assert _ids(upload("Post id,Date,Likes\n" + "1,2,3\n" * 3)) == ["1", "1", "1"]


def test_a_file_that_is_too_large_is_not_opened(upload):
    path = upload("")
    with path.open("r+b") as file:
        file.truncate(2 * 1024 * 1024 + 1)
    with pytest.raises(Invalid, match="larger than 2 MB"):
        read_table(path, _known, 2 * 1024 * 1024)


def test_a_cell_of_many_lines_is_too_long_as_a_whole(upload):
    path = upload('Post id,Date,Likes\n1,"' + "a line of text\n" * 75_000 + '",3\n4,5,6\n')
    broken, good = _rows(path)
    assert (broken.line, broken.rule, good) == (2, "is longer than 1 MB", (75_003, ("4", "5", "6")))
