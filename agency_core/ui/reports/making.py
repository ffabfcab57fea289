"""Making a report now: its kind, its period, and whether it is mailed; and one that is under way."""

from __future__ import annotations

from datetime import date

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.report import KIND_LABELS, UNDER_WAY, ReportKind, ReportState, ReportView, recent
from agency_core.ui import context, kit

PARAM = "report"
_OFFERED = {ReportKind.WEEKLY: 13, ReportKind.MONTHLY: 13}
_SAID = {ReportState.QUEUED: "It waits for the engine.", ReportState.MAILING: "It is made; now it goes out by mail."}


def maker(client: ClientView) -> None:
    """The controls that put a report into the queue."""
    with kit.toolbar():
        labels = {kind.value: KIND_LABELS[kind] for kind in ReportKind}
        usual = ReportKind.MONTHLY.value
        kind = ReportKind(kit.choose("Kind", labels, param_name="reports_kind", default=usual, resets=["reports_first"]))
        today = context.now().astimezone(context.zone()).date()
        periods = {each.first.isoformat(): each.name for each in recent(kind, today, _OFFERED[kind])}
        last = list(periods)[1]
        first = kit.choose("Period", periods, param_name="reports_first", kind="select", default=last)
        pressed = st.button("Make report", key="reports_make", type="primary", icon=":material/description:")
    if pressed:
        with kit.problems("Making the report"):
            made = context.agency().reports.make(
                context.actor(), client_id=client.id, kind=kind, first=date.fromisoformat(first),
            )
            kit.set_param(PARAM, made.id)
            st.rerun()


def under_way(view: ReportView) -> None:
    """Show progress every second; when it is over, the whole page is drawn anew."""
    st.fragment(_progress, run_every=1, key="reports_progress")(view.id)


def _progress(report_id: str) -> None:
    agency, actor = context.agency(), context.actor()
    view = agency.reports.get(actor, report_id)
    if view.state not in UNDER_WAY:
        st.rerun()
    with st.container(border=True, key="reports_under_way"):
        with kit.spread():
            st.markdown(f"**{kit.plain(view.title)}**")
            if view.state != ReportState.MAILING and st.button("Cancel", key="reports_cancel", icon=":material/stop_circle:"):
                kit.act(lambda: agency.reports.cancel(actor, report_id), "Cancelled.")
        st.progress(view.progress, text=_SAID.get(ReportState(view.state), f"{view.progress:.0%} is made."))
