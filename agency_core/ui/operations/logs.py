"""Logs: the newest lines of all processes, by level, words and correlation id; the address shows the same again."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.log import LogFilter, LogLevel, LogLine
from agency_core.ui import context, kit

SHOWN, EXCEPTIONS = 100, 10
LEVELS = {"": "All levels", **{
    str(one): f"{one.capitalize()} and worse" for one in (LogLevel.INFO, LogLevel.WARNING, LogLevel.ERROR)
}}
PARAMS = ("log_level", "log_text", "log_id")


def logs_tab() -> None:
    """Draw the section."""
    with kit.toolbar("log_filters"):
        kit.choose("Level", LEVELS, param_name="log_level", kind="select")
        kit.search("Search in the log", param_name="log_text")
        kit.search("Correlation id", param_name="log_id")
    _lines()


@kit.live_panel("The log", every=5, key="operations_log")
def _lines() -> None:
    wanted = LogFilter(kit.param("log_level"), kit.param("log_text").strip(), kit.param("log_id").strip(), SHOWN)
    found = context.agency().operate.logbook.lines(context.actor(), wanted)
    if not found and any(kit.param(one) for one in PARAMS):
        kit.empty_filter("lines", "log_clear", *PARAMS)
        return
    if not found:
        kit.empty("Nothing was logged yet, or the log cannot be read: the checks say.", icon=":material/notes:")
        return
    kit.table(
        [_row(one) for one in found], key="log_table", alt="Lines of the log, newest first",
        columns={"Level": kit.status_column("Level", "log"), "Message": st.column_config.TextColumn("Message", width="large")},
        opens=kit.Opens("log_id", [one.correlation_id for one in found], "Follow"),
    )
    st.caption(f"{kit.count(len(found), 'line', 'lines')}, newest first. Follow shows what belongs together.")
    for number, one in enumerate([line for line in found if line.exception][:EXCEPTIONS]):
        title = f"{kit.clock(one.at, context.zone(), seconds=True)} {kit.plain(one.message, 120)}"
        with st.expander(title, icon=":material/bug_report:", key=f"log_exception_{number}"):
            st.code(one.exception, language=None, wrap_lines=True)


def _row(one: LogLine) -> dict[str, object]:
    zone = context.zone()
    return {
        "When": f"{one.at.astimezone(zone):%d %b} {kit.clock(one.at, zone, seconds=True)}", "Level": kit.cell("log", one.level),
        "Message": one.message, "Part": one.logger.removeprefix("agency_core."), "Id": one.correlation_id, "Process": one.process,
    }
