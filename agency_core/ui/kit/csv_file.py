"""Rows as CSV that opens in a spreadsheet and runs nothing there; that they were taken along is an entry of the audit trail."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import streamlit as st

from agency_core.analytics.export_csv import safe
from agency_core.ui import context


def csv_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows with their headings; text that a spreadsheet would take for a formula is quoted, a missing value is empty."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def csv_button(rows: Sequence[Mapping[str, object]], name: str, *, key: str) -> None:
    """A button that downloads rows as `<name>.csv`; the file is made when it is pressed."""
    agency, actor, client = context.agency(), context.actor(), context.client_or_none()

    def made() -> str:
        about = {"table": key, "rows": len(rows)}
        agency.door.audit.done(actor, "table.exported", noun="table", client_id=client.id if client else "", said=about)
        return "\ufeff" + csv_text(rows)

    st.download_button(
        "CSV", made, f"{name}.csv", "text/csv", key=key, icon=":material/download:", disabled=not rows, on_click="ignore",
        type="tertiary", help="Download the rows of the table as CSV",
    )


def _cell(value: object) -> object:
    """What stands in one cell: several states in one are told one after the other."""
    if isinstance(value, list | tuple):
        return safe(", ".join(str(each) for each in value))
    return safe(value) if isinstance(value, str) else value
