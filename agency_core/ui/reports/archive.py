"""The reports that were made, and the one that is open."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.report import ReportView
from agency_core.errors import NotFound
from agency_core.ui import context, kit
from agency_core.ui.reports.making import PARAM
from agency_core.ui.who import who


def archive(views: Sequence[ReportView]) -> None:
    """The list, newest first."""
    st.subheader("Archive", anchor=False)
    kit.table([_row(one) for one in views], key="reports_list", alt="Reports, newest first",
              columns={"State": kit.status_column("State", "report"), "Report": st.column_config.TextColumn(width="large")},
              opens=kit.Opens(PARAM, [one.id for one in views]))


def opened(views: Sequence[ReportView], client_id: str) -> ReportView | None:
    """The report in the address, if it is this client's; the newest where the address names none."""
    wanted = kit.param(PARAM) or (views[0].id if views else "")
    try:
        view = context.agency().reports.get(context.actor(), wanted) if wanted else None
    except NotFound:  # it was deleted since the link was made
        st.info("The report of this link is gone.", icon=":material/link_off:")
        return None
    return view if view and view.client_id == client_id else None


def _row(one: ReportView) -> dict[str, object]:
    sent = sum(each.state == "sent" for each in one.recipients)
    return {
        "Report": one.title, "State": kit.cell("report", one.state),
        "Made": kit.when(one.finished_at, context.zone(), context.now()),
        "Mailed to": f"{sent} of {len(one.recipients)}" if one.recipients else kit.MISSING,
        "By": who(one.requested_by),
    }
