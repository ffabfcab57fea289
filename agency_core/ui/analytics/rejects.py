"""Rows that were refused: the first of them as a table, all of them as a file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.upload import RejectView
from agency_core.ui import context, kit

SHOWN = 200


def rejected(upload_id: str, found: Sequence[RejectView], rows: int) -> None:
    """Draw those of an upload, of which `rows` rows were refused."""
    if not found:
        return
    shown = [
        {"Line": one.line, "Column": one.column, "Value": one.value, "Rule": one.rule, "What to do": one.remedy}
        for one in found[:SHOWN]
    ]
    with st.expander(f"{kit.count(rows, 'row')} with errors", key="analytics_rejects", icon=":material/error:"):
        kit.table(shown, key="analytics_rejects_table", alt="Rows with errors: line, column, value, rule, remedy")
        errors, actor = context.agency().uploads.errors, context.actor()
        st.download_button(
            "All errors as CSV", lambda: "\ufeff" + "".join(errors(actor, upload_id)), "errors.csv", "text/csv",
            key="analytics_rejects_csv", icon=":material/download:", on_click="ignore",
        )
