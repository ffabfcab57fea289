"""Database: its size and growth, its schema, whether it is sound, and which statements took long."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.log import DatabaseView, Integrity, SlowQuery
from agency_core.ui import context, kit

MEGA = 1e6


def database_tab() -> None:
    """Draw the section."""
    found = context.agency().operate.room.database(context.actor())
    with st.grid(4, min_column_width=150, key="database_strip"):
        st.metric("Size", _megabytes(found.size), _growth(found), border=True, delta_color="off", delta_arrow="off")
        st.metric("Kind", found.kind, found.version.split()[0], border=True, delta_color="off", delta_arrow="off")
        newest = found.revision == found.newest_revision
        st.metric("Schema", found.revision or "none", "newest" if newest else f"newest is {found.newest_revision}", border=True,
                  delta_color="off", delta_arrow="off", help="The revision of the last migration that was made.")
    st.caption(f"Where: {kit.plain(found.address)}")
    st.subheader("Soundness", anchor=False)
    st.caption("Reads the whole database, beside the work. On a server, the server looks after that itself.")
    _soundness()
    st.subheader("Slow statements", anchor=False)
    st.caption("Of this process since it started, from 200 ms; without the values that they were asked with.")
    _slow()


@kit.live_panel("The examination", every=2, key="operations_integrity")
def _soundness() -> None:
    room, actor = context.agency().operate.room, context.actor()
    last = room.integrity(actor)
    runs = last is not None and last.ended_at is None
    with kit.toolbar():
        if st.button("Examine it now", key="integrity_run", icon=":material/troubleshoot:", disabled=runs):
            kit.act(lambda: room.examine(actor), "The database is being examined.")
        if last is None:
            st.caption("Not examined since this process started.", width="content")
    if last is not None:
        _told(last)


def _told(last: Integrity) -> None:
    zone, now = context.zone(), context.now()
    if last.ended_at is None:
        st.markdown(f":blue[:material/hourglass_top: Being examined for {kit.span(now - last.began_at)}.]")
    elif last.problems:
        st.error(kit.plain("\n".join(last.problems[:5])), icon=":material/error:", title="The database is damaged")
    else:
        took = kit.span(last.ended_at - last.began_at)
        kit.quiet(f"Sound. Examined {kit.when(last.ended_at, zone, now)}; it took {took}.")


@kit.live_panel("The slow statements", every=10, key="operations_slow")
def _slow() -> None:
    found = context.agency().operate.room.slow(context.actor())
    if not found:
        kit.quiet("No statement took 200 ms.")
        return
    kit.table([_row(one) for one in found[:25]], key="slow_table", alt="Slow statements with how often and how long",
              columns={"Statement": st.column_config.TextColumn("Statement", width="large")})


def _row(one: SlowQuery) -> dict[str, object]:
    return {
        "Statement": one.statement, "Times": kit.number(one.count), "In all": kit.milliseconds(one.total_ms),
        "Worst": kit.milliseconds(one.worst_ms), "Last": kit.relative(one.last_at, context.now()),
    }


def _megabytes(size: float) -> str:
    return f"{size / MEGA:,.1f} MB"


def _growth(found: DatabaseView) -> str:
    if found.grown_from is None:
        return "growth not known yet"
    at, size = found.grown_from
    return f"{(found.size - size) / MEGA:+,.1f} MB in {kit.span(context.now() - at)}"
