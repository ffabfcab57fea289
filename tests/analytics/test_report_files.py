"""The page runs and fetches nothing, whatever posts say; sheets hold text as text; charts can be read without being seen."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as Tree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from agency_core.analytics import report_pdf, report_svg
from agency_core.analytics.export_csv import is_formula, plain
from agency_core.analytics.report_cover import cover
from agency_core.analytics.report_page import page
from agency_core.analytics.report_sheets import sheets, write_csv, write_xlsx
from agency_core.analytics.report_svg import Aim, Words
from tests.analytics.report_content import content

EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&'
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", " =1+1", "=HYPERLINK(\"http://example.org\")"]


def post(text, url=""):
    return {"platform": "LinkedIn", "text": text, "url": url, "published_at": "2026-10-02T09:00:00+00:00", "interactions": 5,
            "rate": 0.1, "times": 2.0}  # fmt: skip


def test_text_of_people_stays_text_on_the_page():
    found = content(
        best=[post(EVIL)], agents=[{"key": "a", "label": EVIL, "persona": "", "posts": 1, "interactions": 2, "rates": []}],
        client={"id": "bread", "name": EVIL, "zone": "UTC", "demo": False}, period=EVIL, title=EVIL,
        insights=[{"claim": EVIL, "since": "2026-10-02T00:00:00+00:00", "sample": None, "fresh": False}],
        brand={"name": EVIL, "colour": "#1f4e79", "footer": EVIL},
        prose={"summary": [EVIL], "changes": [EVIL, EVIL], "whys": [{"text": EVIL, "basis": EVIL}], "limits": [EVIL]},
    )
    made = page(found, "")
    assert re.findall(r"<(script|img|iframe|form|object|embed)\b", made) == []
    assert made.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 10


def test_the_page_names_no_address_but_those_of_posts():
    made = page(content(best=[post("A loaf", "https://example.org/p?a=1&b=2")]), "data:image/png;base64,AAAA")
    assert re.findall(r"(?:src|href)=\"([^\"]+)\"", made) == ["data:image/png;base64,AAAA", "https://example.org/p?a=1&amp;b=2"]
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in made
    assert re.findall(r"url\(|@import", made) == []


def test_every_chart_has_a_title_and_a_description():
    made = page(content(), "")
    charts = re.findall(r'<svg[^>]*role="img" aria-labelledby="(\w+) (\w+)"', made)
    assert len(charts) == 2
    assert [name for pair in charts for name in pair if made.count(f'id="{name}"') != 1] == []


def test_headings_stand_in_order():
    levels = [int(each) for each in re.findall(r"<h(\d)", page(content(), ""))]
    assert levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_an_empty_period_is_a_whole_page():
    made = page(content((), (), daily=[]), "")
    assert (made.count("<svg"), "Nothing was due through this desk" in made) == (0, True)


@pytest.mark.parametrize("words", ["Bread", EVIL])
def test_charts_are_well_formed(words):
    told, days = Words(words, words), [(date(2026, 10, 1), 5.0), (date(2026, 10, 3), 5.0)]
    charts = [
        report_svg.spark(days, told, "#123456"),
        report_svg.aims([Aim(words, None, None, None, words), Aim("b", 0.02, 0.01, 0.03, "n")], told, "#123456"),
        report_svg.trend({"linkedin": dict(days)}, {"linkedin": words}, days[0][0], days[1][0], told),
        cover(words, words, "#123456", words, "data:image/png;base64,AAAA"),
    ]
    assert [Tree.fromstring(each).tag for each in charts] == ["{http://www.w3.org/2000/svg}svg"] * 4


def test_bars_are_as_tall_as_their_figures():
    days = {date(2026, 10, 1): 50.0, date(2026, 10, 2): 100.0}
    made = report_svg.trend({"x": days}, {"x": "X"}, date(2026, 10, 1), date(2026, 10, 2), Words("t", "d"))
    small, large = (float(each) for each in re.findall(r'<rect [^>]*height="([\d.]+)"', made))
    assert large == pytest.approx(2 * small, abs=0.2)


def rows_of_posts():
    return [{"text": text, "platform": "X", "likes": number, "views": None} for number, text in enumerate(FORMULAS)]


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    write_xlsx(sheets(content(), rows_of_posts()), tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")
    assert [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    texts = [row[3].value for row in book["Posts"].iter_rows(min_row=2)]
    assert texts[:4] == FORMULAS[:4]
    likes, views = [[row[place].value for row in book["Posts"].iter_rows(min_row=2)] for place in (9, 6)]
    assert (likes, views) == (list(range(len(FORMULAS))), [None] * len(FORMULAS))


def test_no_cell_of_a_csv_begins_like_a_formula(tmp_path):
    write_csv(sheets(content(), rows_of_posts()), tmp_path / "r.zip")
    with ZipFile(tmp_path / "r.zip") as archive:
        assert sorted(archive.namelist())[-1] == "posts.csv"
        found = list(csv.DictReader(io.StringIO(archive.read("posts.csv").decode("utf-8-sig"))))
    assert [each["Text"] for each in found if is_formula(each["Text"])] == []
    assert [plain(each["Text"]) for each in found] == FORMULAS
    assert [each["Likes"] for each in found] == [str(number) for number in range(len(FORMULAS))]


def test_characters_that_no_sheet_can_hold_are_left_out(tmp_path):
    tables = {"T": (("a",), [["x\x00\x0b\ud800y"]])}
    write_xlsx(tables, tmp_path / "r.xlsx")
    write_csv(tables, tmp_path / "r.zip")
    assert load_workbook(tmp_path / "r.xlsx")["T"]["A2"].value == "x?y"


def test_without_a_browser_nothing_is_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert report_pdf.by_chromium(tmp_path / "a.html", tmp_path / "a.pdf") is False


@pytest.mark.browser
def test_a_browser_prints_where_pango_is_missing(tmp_path, chromium, monkeypatch):
    monkeypatch.setenv("CHROMIUM", chromium)
    (tmp_path / "a.html").write_text(page(content(), ""), encoding="utf-8")
    assert report_pdf.by_chromium(tmp_path / "a.html", tmp_path / "a.pdf") is True
    assert (tmp_path / "a.pdf").read_bytes()[:5] == b"%PDF-"
