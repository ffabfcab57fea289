"""A sheet of counts: handed in, looked at, then kept; rows that cannot be read are named by line, column, value and remedy."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from agency_core.domain.audience import CountFile, CountsRead
from agency_core.ui import kit

Read = Callable[[CountFile, bool], CountsRead]
"""Reads a file; the second argument says whether it is a dry run."""


def count_import(key: str, label: str, read: Read, *, means: str = "") -> None:
    """Draw the uploader, what an import would do, and the button that does it.

    Args:
        key: the beginning of the widgets' keys.
        label: what the file holds.
        read: reads it.
        means: for what it is read, where that can change: another choice is looked at anew.
    """
    turn = st.session_state.get(f"{key}_turn", 0)
    file = st.file_uploader(label, type=["csv", "tsv", "xlsx", "xls", "zip"], max_upload_size=50, key=f"{key}_file_{turn}")
    if file is None:
        return
    data, mark = file.getvalue(), (file.file_id, means)
    with kit.problems("Reading the file"):
        if st.session_state.get(f"{key}_mark") != mark:
            st.session_state[f"{key}_seen"] = read(CountFile(file.name, [data]), True)
            st.session_state[f"{key}_mark"] = mark
        seen: CountsRead = st.session_state[f"{key}_seen"]
        _told(key, seen)
        fresh = seen.kept.added + seen.kept.changed
        if st.button(f"Import {kit.count(fresh, 'count')}", key=f"{key}_keep", type="primary", disabled=not fresh):
            done = read(CountFile(file.name, [data]), False).kept
            st.session_state[f"{key}_turn"] = turn + 1  # an uploader with a new key is empty
            kit.flash(f"{kit.count(done.added, 'count')} added, {kit.number(done.changed)} changed.")
            st.rerun()


def _told(key: str, seen: CountsRead) -> None:
    span = f" from {seen.first} to {seen.last}" if seen.first and seen.last else ""
    st.markdown(
        f":green[:material/check_circle: {kit.count(seen.kept.total, 'count')}{span}]: {kit.number(seen.kept.added)} new, "
        f"{kit.number(seen.kept.changed)} different, {kit.number(seen.kept.unchanged)} known already"
        + (f", :red[{kit.count(seen.rows_rejected, 'row')} with errors]." if seen.rows_rejected else ".")
    )
    if seen.ignored:
        st.caption(f"Not read: {kit.plain(', '.join(seen.ignored), 200)}")
    if seen.rejects:
        rows = [
            {"Line": each.line, "Column": each.column, "Value": each.value, "Rule": each.rule, "What to do": each.remedy}
            for each in seen.rejects
        ]
        kit.table(rows, key=f"{key}_rejects", alt="Rows with errors: line, column, value, rule, remedy")
        kit.csv_button(rows, "errors", key=f"{key}_rejects_csv")
