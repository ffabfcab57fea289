"""Everything in a report as sheets: one CSV each, and all of them in one XLSX. Text never becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from agency_core.analytics.export_csv import safe

Json = Mapping[str, Any]
Rows = Sequence[Sequence[object]]
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_CHARS = 32_000
_WIDEST = 60
_COUNTS = ("views", "impressions", "likes", "comments", "shares", "saves", "clicks", "interactions")


def sheets(found: Json, posts: Sequence[Json]) -> dict[str, tuple[Sequence[str], Rows]]:
    """Name -> (headings, rows) of every sheet."""
    about = [
        ("Client", found["client"]["name"]), ("Period", found["period"]), ("First day", found["first"]),
        ("Last day", found["last"]),
        ("Compared with", f"{found['before']['first']} to {found['before']['last']}"), ("Zone", found["client"]["zone"]),
        ("Made at", found["made_at"]),
    ]
    now, before = found["totals"]["now"], found["totals"]["before"]
    return {
        "About": (("Fact", "Value"), about),
        "Figures": (("Figure", "This period", "Before"), [(name, now[name], before[name]) for name in now]),
        "Posts": _of(posts, ("published_at", "platform", "agent", "text", "url", "external_id", *_COUNTS[:2], "reach",
                             *_COUNTS[2:], "rate", "taken_at")),
        "Daily": _of(found["daily"], ("day", "platform", "posts", *_COUNTS, "rate")),
        "Platforms": (
            ("Platform", "Posts", "Posts before", *(name.capitalize() for name in _COUNTS), "Interactions before", "Rate",
             "Rate before", "Divided by", "Aim from", "Aim to"),
            [(each["label"], each["posts"], each["posts_before"], *(each["counts"][name] for name in _COUNTS),
              each["interactions_before"], each["rate"], each["rate_before"], each["base"], each["low"], each["high"])
             for each in found["platforms"]],
        ),
        "Agents": (("Agent", "Persona", "Platform", "Posts", "Rate"),
                   [(each["label"], each["persona"], one["platform"], one["posts"], one["rate"])
                    for each in found["agents"] for one in each["rates"]]),
        "Hours": (("Platform", "Hour", "Posts", "Rate"),
                  [(each["label"], cell["hour"], cell["posts"], cell["rate"])
                   for each in found["hours"] for cell in each["cells"]]),
        "Audience": (("Platform", "Profile", "Day", "Followers"),
                     [(each["platform"], each["profile"], day, value)
                      for each in found["audience"] for day, value in each["counts"]]),
        "Plan": _of(found["plan"]["list"], ("at", "platform", "title")),
    }  # fmt: skip


def write_csv(tables: Mapping[str, tuple[Sequence[str], Rows]], target: Path) -> None:
    """A ZIP with one CSV for each sheet; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, (headings, rows) in tables.items():
            with archive.open(f"{name.lower()}.csv", "w") as file:
                file.write(b"\xef\xbb\xbf")
                for row in [headings, *rows]:
                    file.write(_csv_line(row))


def write_xlsx(tables: Mapping[str, tuple[Sequence[str], Rows]], target: Path) -> None:
    """One workbook with a sheet each; every text is a text cell, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for name, (headings, rows) in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for place, wide in enumerate(_widths(headings, rows)):
            sheet.column_dimensions[chr(ord("A") + place)].width = wide
        for number, row in enumerate([headings, *rows]):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value=None if isinstance(value, str) else value)
                if isinstance(value, str):
                    cell.value = _clean(value)
                    cell.data_type = "s"  # also what begins with `=`: openpyxl would make a formula of it
                if number == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
    book.save(target)


def _of(rows: Iterable[Json], names: Sequence[str]) -> tuple[Sequence[str], Rows]:
    return [name.replace("_", " ").capitalize() for name in names], [[row.get(name) for name in names] for row in rows]


def _csv_line(row: Sequence[object]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow([_safe(each) for each in row])
    return line.getvalue().encode()


def _safe(value: object) -> object:
    return safe(_clean(value)) if isinstance(value, str) else value


def _clean(text: str) -> str:
    return _UNFIT.sub("", text).encode("utf-8", "replace").decode()[:_MOST_CHARS]


def _widths(headings: Sequence[str], rows: Rows) -> list[int]:
    shown = [headings, *rows[:50]]
    return [min(_WIDEST, 2 + max(len(str(row[place] or "")) for row in shown)) for place in range(len(headings))]
