"""The tab Backups: what there is and how sound it is, one made or tried now, the plan, and how long what is old is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from agency_core.domain.backup import MOST_HOURS, MOST_KEPT, BackupPlan, BackupState
from agency_core.domain.paging import Page
from agency_core.domain.watching import BackupView
from agency_core.ui import context, kit
from agency_core.ui.operations.recovery_key import recovery_key
from agency_core.ui.operations.retention import retention_form

RHYTHMS = {0: "Never by itself", 6: "Every 6 hours", 12: "Every 12 hours", 24: "Every day", 168: "Every week"}


def backups_tab() -> None:
    """Draw it."""
    if context.actor().clients is not None:
        kit.empty("Backups are the owner's.", icon=":material/lock:")
        return
    with kit.toolbar():
        if st.button("Back up now", key="backups_make", type="primary", icon=":material/backup:"):
            kit.act(lambda: context.agency().keeping.backups.request(context.actor()), "The engine makes a backup.")
        if st.button("Drill now", key="backups_drill", icon=":material/exercise:",
                     help="Restores the newest backup on the side, in a process of its own, and looks whether all is there."):
            drill = "restore_drill"
            kit.act(lambda: context.agency().operate.run_now(context.actor(), drill), "The engine tries the newest backup.")
    _list()
    _where()
    recovery_key()
    st.subheader("Plan", anchor=False)
    _plan_form()
    st.subheader("Retention", anchor=False)
    retention_form()


@kit.live_panel("The backups", every=5, key="backups_list")
def _list() -> None:
    found = context.agency().keeping.backups.list(context.actor(), page=Page(limit=50)).items
    if not found:
        kit.empty("There is no backup yet. The first one is made an hour after the first client.", icon=":material/warning:")
        return
    kit.table(
        [_row(view) for view in found], key="backups_table", alt="Backups, newest first, with their state and the last drill",
        columns={"State": kit.status_column("State", "backup"), "Drill": kit.status_column("Drill", "drill")},
    )
    for view in found:
        if view.state == BackupState.FAILED and view is found[0]:
            st.error(kit.plain(view.error), icon=":material/error:")
        if view.drill.startswith("failed"):
            st.error(kit.plain(f"Restore drill with {_name(view)} {view.drill}"), icon=":material/error:")
    _delete(found)


def _row(view: BackupView) -> dict[str, object]:
    zone, now = context.zone(), context.now()
    return {
        "Begun": kit.when(view.started_at, zone, now), "State": kit.cell("backup", view.state),
        "Size": f"{view.size / 1e6:,.1f} MB" if view.size else kit.MISSING,
        "Rows": kit.number(view.rows) if view.rows else kit.MISSING,
        "Drill": kit.cell("drill", view.drill.partition(":")[0]),
        "Tried": kit.when(view.drilled_at, zone, now), "Why": kit.words(view.kind), "Where": view.place or kit.MISSING,
    }


def _delete(found: Sequence[BackupView]) -> None:
    there = {view.id: view for view in found if view.state in {BackupState.VERIFIED, BackupState.FAILED}}
    if not there:
        return
    names = kit.told_apart({one: _name(view) for one, view in there.items()})
    with kit.toolbar():
        chosen = st.selectbox(
            "Delete one", [*there], index=None, key="backups_chosen", placeholder="Choose a backup", width=360,
            format_func=lambda one: names[one], label_visibility="collapsed",
        )
        if chosen in there:
            question = kit.Question(
                "Delete this backup?", f"{names[chosen]}: it cannot be restored any more.", "Delete it", "Deleted."
            )
            kit.confirm_here(
                f"backups_delete_{chosen}", "Delete", question,
                lambda: context.agency().keeping.backups.delete(context.actor(), chosen), icon=":material/delete:",
            )


def _name(view: BackupView) -> str:
    return Path(view.place).name or "a backup that was not begun"


def _where() -> None:
    places = context.agency().keeping.backups.places(context.actor())
    if places.problem:
        st.error(kit.plain(places.problem), icon=":material/cloud_off:")
    st.warning(
        f"**A backup never holds the key.** Without {kit.plain(places.key_file)} nobody can open it, or the logins in it: keep a "
        "copy of that file, apart from the backups.", icon=":material/key:",
    )
    st.caption(
        f"Folder: {kit.plain(places.folder)}. "
        + (f"Copies: {kit.plain(places.s3)}." if places.s3 else "No S3-compatible storage is set up (AGENCY_BACKUP_S3_URL).")
        + " A backup on the disk of the database does not outlive that disk."
    )


def _plan_form() -> None:
    plan = context.agency().keeping.backups.plan(context.actor())
    with st.form("backups_plan", border=True):
        rhythms = sorted({*RHYTHMS, plan.every_hours})
        every = st.selectbox(
            "One is made", rhythms, index=rhythms.index(plan.every_hours), key="backups_every",
            format_func=lambda hours: RHYTHMS.get(hours, f"Every {min(hours, MOST_HOURS)} hours"),
        )
        with st.grid(3, min_column_width=150, key="backups_kept"):
            last = st.number_input("Newest kept", 1, MOST_KEPT, plan.keep_last, key="backups_last")
            weekly = st.number_input("Weeks kept", 0, MOST_KEPT, plan.keep_weekly, key="backups_weekly")
            monthly = st.number_input("Months kept", 0, MOST_KEPT, plan.keep_monthly, key="backups_monthly")
        folder = st.text_input("Folder on this machine", plan.folder, key="backups_folder", placeholder="In the data folder")
        to_s3 = st.toggle("A copy to the S3-compatible storage", plan.to_s3, key="backups_s3")
        if st.form_submit_button("Save", key="backups_save", icon=":material/save:"):
            wanted = BackupPlan(every, last, weekly, monthly, (folder or "").strip(), to_s3)
            kit.act(lambda: context.agency().keeping.backups.save_plan(context.actor(), plan=wanted), "Saved.")
