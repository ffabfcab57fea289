"""How long what is old is kept: a form, and what would go by what is typed."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.retention import KINDS, MOST_DAYS, RetentionPlan
from agency_core.ui import context, kit


def retention_form() -> None:
    """Draw it; nothing is deleted before the task that deletes old records runs."""
    retention, actor = context.agency().keeping.retention, context.actor()
    plan = retention.plan(actor)
    st.caption("Days until what is old goes, once a day; 0 keeps it for ever.")
    with st.form("retention_plan", border=True):
        with st.grid(4, min_column_width=150, key="retention_days"):
            days = {
                kind.name: st.number_input(
                    kind.label, 0, MOST_DAYS, plan.days(kind.name), key=f"retention_{kind.name}",
                    help=f"{kind.does[0].upper()}{kind.does[1:]}; at least {kind.least} days.",
                )
                for kind in KINDS
            }
        with kit.toolbar():
            looked = st.form_submit_button("What would go?", key="retention_preview", icon=":material/visibility:")
            saved = st.form_submit_button("Save", key="retention_save", icon=":material/save:")
    wanted = RetentionPlan(**days)
    if saved:
        kit.act(lambda: retention.save(actor, plan=wanted), "Saved.")
    if looked:
        with kit.problems("The preview"):
            _told(wanted)


def _told(wanted: RetentionPlan) -> None:
    found = context.agency().keeping.retention.preview(context.actor(), plan=wanted)
    rows = [
        {"What": each.label, "Older than": kit.count(each.days, "day") if each.days else "kept for ever",
         "Would go": kit.number(each.count), "How": each.does}
        for each in found
    ]
    kit.table(rows, key="retention_told", alt="What would go by this plan, by kind")
