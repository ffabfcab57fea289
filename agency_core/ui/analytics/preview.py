"""What was understood of a file: which export it is, a sample, what its rows break, and how its columns are mapped."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from agency_core.domain.platform import LABELS
from agency_core.domain.upload import PreviewView
from agency_core.ui import context, kit
from agency_core.ui.analytics.download import csv_button

Remember = Callable[[PreviewView], None]
NOT_IN_FILE = ""
_BY_HAND = "analytics_mapped_by_hand"


def preview(read: PreviewView, remember: Remember) -> None:
    """Draw it, with the mapping to correct where it is needed and the button that imports."""
    _recognised(read)
    if read.sample:
        shown = [{name: row.get(name, "") for name in read.header} for row in read.sample[:20]]
        with st.expander(f"First {len(shown)} rows", key="analytics_sample", expanded=not read.problem):
            kit.table(shown, key="analytics_sample_table", alt="The first rows of the file", height=300)
    _rejects(read)
    if read.fields and read.header:
        title = "Read its columns differently" if read.importer else "Columns"
        with st.expander(title, key="analytics_columns", icon=":material/table_edit:", expanded=bool(read.problem)):
            _mapping(read, remember)
    pressed = st.button(
        f"Import {kit.count(read.rows_ok, 'row')}", key="analytics_import", type="primary", icon=":material/upload:",
        disabled=bool(read.problem) or not read.rows_ok,
    )
    if pressed:
        st.session_state["analytics_watching"] = read.upload_id
        by_hand = not read.importer or st.session_state.get(_BY_HAND) == read.upload_id
        mapping, platform = (read.mapping, read.platform) if by_hand else (None, "")
        kit.act(
            lambda: context.agency().uploads.start(context.actor(), read.upload_id, mapping=mapping, platform=platform),
            "The import begins.",
        )


def _recognised(read: PreviewView) -> None:
    where = kit.palette.label(read.platform) if read.platform else "no platform yet"
    if read.problem:
        st.markdown(f":orange[:material/warning: {kit.plain(read.problem)}]")
    else:
        st.markdown(f":green[:material/check_circle: Recognised: {kit.plain(read.importer_label)}, {kit.plain(where)}.]")
    broken = f", {kit.number(read.rows_rejected)} with errors (they are left out)" if read.rows_rejected else ""
    st.caption(f"{kit.count(read.rows_ok, 'row')} can be imported{broken}.")
    if read.seen_before:
        st.caption(":material/history: This file was uploaded before. Importing it again adds nothing that is there already.")


def _rejects(read: PreviewView) -> None:
    if not read.rejects:
        return
    rows = [
        {"Line": one.line, "Column": one.column, "Value": one.value, "Rule": one.rule, "What to do": one.remedy}
        for one in read.rejects
    ]
    with st.expander(f"{kit.count(read.rows_rejected, 'row')} with errors", key="analytics_rejects", icon=":material/error:"):
        kit.table(rows[:200], key="analytics_rejects_table", alt="Rows with errors: line, column, value, rule, remedy")
        csv_button(rows, "rows-with-errors", key="analytics_rejects_csv")


def _mapping(read: PreviewView, remember: Remember) -> None:
    st.caption("Which column of the file holds which number. What the file does not have stays empty.")
    key = f"analytics_map_{read.upload_id}"
    with st.form(key, border=False):
        names = list(LABELS)
        place = next((index for index, name in enumerate(names) if name == read.platform), None)
        platform = st.selectbox("Platform", names, index=place, format_func=lambda one: LABELS[one], key=f"{key}_platform")
        chosen: dict[str, str] = {}
        options = [NOT_IN_FILE, *read.header]
        with st.grid(3, min_column_width=220):
            for field in read.fields:
                now = read.mapping.get(field, NOT_IN_FILE)
                chosen[field] = st.selectbox(
                    kit.words(field), options, index=options.index(now) if now in options else 0, key=f"{key}_{field}",
                    format_func=lambda one: one or "Not in this file",
                )
        pressed = st.form_submit_button("Check again", key=f"{key}_check", icon=":material/refresh:")
    if pressed:
        mapping = {field: header for field, header in chosen.items() if header}
        with kit.problems("Checking the file"):
            remember(
                context.agency().uploads.preview(
                    context.actor(), read.upload_id, mapping=mapping, platform=platform.value if platform else "",
                )
            )
            st.session_state[_BY_HAND] = read.upload_id
            st.rerun()
