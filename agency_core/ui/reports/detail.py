"""One report: what it says, its files, who was sent it, and its end."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from agency_core.domain.permission import Verb
from agency_core.domain.report import ReportState, ReportView
from agency_core.security import kept_files
from agency_core.ui import context, kit

LABELS = {
    "report.pdf": ("PDF", ":material/picture_as_pdf:", "application/pdf"),
    "report.html": ("HTML", ":material/html:", "text/html"),
    "report.xlsx": ("XLSX", ":material/table_view:", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "report-csv.zip": ("CSV", ":material/csv:", "application/zip"),
}


def detail(view: ReportView) -> None:
    """Draw a report that is over."""
    with kit.spread():
        st.subheader(kit.plain(view.title), anchor=False, width="content")
        kit.badge("report", view.state)
    if view.error:
        st.error(kit.plain(view.error), icon=":material/error:")
    if view.notice:
        st.warning(kit.plain(view.notice), icon=":material/picture_as_pdf:")
    if view.state == ReportState.DONE:
        _files(view)
        _prose(view)
        _mail(view)
    _end(view)


def _files(view: ReportView) -> None:
    with st.container(horizontal=True, key="reports_files"):
        if context.agency().settings.role == "all" and "report.html" in view.files:
            st.link_button("Open", f"/api/reports/{view.id}/files/report.html", icon=":material/open_in_new:", type="primary",
                           key="reports_open")
        for name, (label, icon, mime) in LABELS.items():
            if name in view.files:
                st.download_button(
                    label, partial(_read, view.id, name),
                    f"report-{view.first}-{view.kind}.{name.rpartition('.')[2]}", mime, key=f"reports_get_{label}", icon=icon,
                    on_click="ignore", help=f"Download as {label}",
                )


def _read(report_id: str, name: str) -> bytes:
    return kept_files.read(context.agency().reports.file(context.actor(), report_id, name))


def _prose(view: ReportView) -> None:
    prose = view.prose
    for each in prose.get("summary", ()):
        st.markdown(kit.plain(each))
    changes = list(prose.get("changes", ()))
    if changes:
        st.markdown("**What changed**")
        st.markdown(kit.plain(changes[0]))
        _points(changes[1:])
    if prose.get("whys"):
        st.markdown("**Likely reasons, and their evidence**")
        _points(f"{each['text']} (Evidence: {each['basis']}.)" for each in prose["whys"])
    with st.expander("What these figures cannot tell", key="reports_limits"):
        _points(prose.get("limits", ()))


def _points(texts: Iterable[str]) -> None:
    points = [f"- {kit.plain(each)}" for each in texts]
    if points:
        st.markdown("\n".join(points))


def _mail(view: ReportView) -> None:
    agency, actor = context.agency(), context.actor()
    plan = agency.report_plans.get(actor, view.client_id)
    if view.recipients:
        rows = [
            {"To": each.address, "State": kit.cell("mailing", each.state),
             "When": kit.when(each.at, context.zone(), context.now()), "Said": each.error}
            for each in view.recipients
        ]  # fmt: skip
        kit.table(rows, key="reports_recipients", alt="Who was sent this report",
                  columns={"State": kit.status_column("State", "mailing"), "Said": st.column_config.TextColumn(width="large")})
    if plan.mail:
        st.caption(kit.plain(plan.mail))
        return
    have = {each.address.lower() for each in view.recipients if each.state == "sent"}
    left = [each for each in plan.recipients if each.lower() not in have]
    if left and context.may(Verb.DECIDE, "report"):
        kit.confirm_here(
            "reports_send", "Send by mail", kit.Question(
                "Send this report?", f"It goes to {', '.join(left)}. Whoever has it already is left out.", "Send",
                "It is on its way.",
            ), lambda: agency.reports.send(actor, view.id), icon=":material/send:",
        )  # fmt: skip
    elif not plan.recipients:
        st.caption("Nobody is named to send it to: see the settings below.")


def _end(view: ReportView) -> None:
    if not context.may(Verb.DECIDE, "report"):
        return
    agency, actor = context.agency(), context.actor()
    with st.container(horizontal=True):
        if view.state in {ReportState.FAILED, ReportState.CANCELLED} and st.button(
            "Make it again", key="reports_retry", icon=":material/refresh:"
        ):
            kit.act(lambda: agency.reports.retry(actor, view.id), "It waits for the engine.")
        kit.confirm_here(
            "reports_delete", "Delete", kit.Question(
                f"Delete “{view.title}”?", "Its files are removed for good, and its link ends. Who was mailed it keeps theirs.",
                "Delete", "Deleted.",
            ), lambda: _deleted(view.id), icon=":material/delete:",
        )  # fmt: skip


def _deleted(report_id: str) -> None:
    context.agency().reports.delete(context.actor(), report_id)
    kit.clear("report")
