"""What was understood of a file: which export it is, a sample, what its rows break, and how its columns are mapped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time

import streamlit as st

from agency_core.domain.clock import wall_to_utc
from agency_core.domain.upload import PreviewView
from agency_core.ui import context, kit
from agency_core.ui.analytics.mapping import mapping
from agency_core.ui.analytics.rejects import rejected
from agency_core.ui.analytics.result import AGAIN, WATCHED

Remember = Callable[[PreviewView | None], None]


def preview(read: PreviewView, remember: Remember) -> None:
    """Draw it, with the mapping to correct where it is needed and the button that imports."""
    _recognised(read)
    if read.sample:
        shown = [{name: row.get(name, "") for name in read.header} for row in read.sample[:20]]
        with st.expander(f"First {kit.count(len(shown), 'row')}", key="analytics_sample", expanded=True):
            tall = 180 if read.problem else 300
            kit.table(shown, key="analytics_sample_table", alt="The first rows of the file", height=tall)
    rejected(read.upload_id, read.rejects, read.rows_rejected)
    if read.fields and read.header:
        title = "Columns" if read.mapping and not read.importer else "Read its columns differently"
        with st.expander(title, key="analytics_columns", icon=":material/table_edit:", expanded=bool(read.problem)):
            mapping(read, remember)
    exported_at = _export_day(read)
    pressed = st.button(
        f"Import {'' if read.is_whole else 'all rows, the first '}{kit.count(read.rows_ok, 'row')}", key="analytics_import",
        type="primary", icon=":material/upload:", disabled=bool(read.problem) or not read.rows_ok,
    )
    if pressed:
        st.session_state[WATCHED] = read.upload_id
        st.session_state.pop(AGAIN, None)
        by_hand = (read.mapping, read.platform) if not read.importer else (None, "")
        kit.act(
            lambda: context.agency().uploads.start(
                context.actor(), read.upload_id, mapping=by_hand[0], platform=by_hand[1], exported_at=exported_at,
            ),
            "The import begins.",
        )


def _recognised(read: PreviewView) -> None:
    where = kit.palette.label(read.platform) if read.platform else "each row names its platform"
    if read.problem:
        st.markdown(f":orange[:material/warning: {kit.plain(read.problem)}]")
    elif read.recipe:
        said = f"Read as {kit.plain(read.recipe)}, {kit.plain(where)}: as it was mapped before."
        st.markdown(f":green[:material/check_circle: {said}]")
    elif read.importer:
        st.markdown(f":green[:material/check_circle: Recognised: {kit.plain(read.importer_label)}, {kit.plain(where)}.]")
    else:
        st.markdown(f":green[:material/check_circle: Read by your mapping, {kit.plain(where)}.]")
    broken = f", {kit.number(read.rows_rejected)} with errors (they are left out)" if read.rows_rejected else ""
    st.caption(f"{kit.count(read.rows_ok, 'row')} can be imported{broken}{_span(read)}.{_partly(read)}")
    if read.seen_before:
        st.caption(":material/history: This file was imported before. Importing it again adds nothing that is there already.")


def _span(read: PreviewView) -> str:
    if not (read.first_at and read.last_at):
        return ""
    first, last = (f"{at.astimezone(context.zone()):%-d %B %Y}" for at in (read.first_at, read.last_at))
    return f", published on {first}" if first == last else f", published from {first} to {last}"


def _partly(read: PreviewView) -> str:
    return "" if read.is_whole else " Only its beginning was looked at; the rest is checked while it is imported."


def _export_day(read: PreviewView) -> datetime | None:
    """When the file was made: shown where it says so, asked for where it does not."""
    zone, now = context.zone(), context.now()
    if read.exported_at:
        st.caption(f"Exported {kit.absolute(read.exported_at, zone, now)}: its numbers are kept for that time.")
        return None
    if read.seen_before:
        return None
    today = now.astimezone(zone).date()
    day = st.date_input(
        "Exported on", value=None, max_value=today, key=f"analytics_exported_{read.upload_id}", format="YYYY-MM-DD", width=220,
        help="The day on which the network counted. The file does not say it; left empty, it is now.",
    )
    if day is None or day == today:
        return None
    return min(wall_to_utc(datetime.combine(day, time(23, 59)), zone.key), now.astimezone(UTC))
