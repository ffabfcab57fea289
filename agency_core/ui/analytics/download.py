"""Rows as CSV that opens in a spreadsheet and runs nothing there."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import streamlit as st

from agency_core.analytics.export_csv import safe


def csv_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows with their headings; text that a spreadsheet would take for a formula is quoted, a missing value is empty."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: safe(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows)
    return out.getvalue()


def csv_button(rows: Sequence[Mapping[str, object]], name: str, *, key: str) -> None:
    """A button that downloads rows as `<name>.csv`."""
    st.download_button(
        "CSV", lambda: "\ufeff" + csv_text(rows), f"{name}.csv", "text/csv", key=key, icon=":material/download:",
        disabled=not rows, on_click="ignore", help="Download the rows of the table as CSV",
    )
