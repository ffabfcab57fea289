"""Entries of the audit trail: filters that live in the address, a table, and the files of what is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import streamlit as st

from agency_core.domain.audit import AuditFilter, AuditView
from agency_core.domain.paging import Page
from agency_core.services import audit_sheet
from agency_core.ui import context, kit
from agency_core.ui.who import label_of, who

SHOWN = 100
OUTCOMES = {"": "Done and refused", "done": "Done", "refused": "Refused"}
PARAMS = (
    "audit_actor", "audit_action", "audit_noun", "audit_subject", "audit_client", "audit_outcome", "audit_day", "audit_from",
)


def entries() -> None:
    """Draw filters, table and downloads."""
    with kit.toolbar("audit_filters"):
        kit.search("Who: a name, or person:…", param_name="audit_actor")
        kit.search("What: person.signed_in", param_name="audit_action")
        kit.search("Sort of thing: content", param_name="audit_noun")
        kit.search("Id of the thing", param_name="audit_subject")
        kit.search("Day: 2026-11-23", param_name="audit_day")
        kit.choose("Outcome", OUTCOMES, param_name="audit_outcome", kind="select", resets=("audit_from",))
        kit.choose("Client", _clients(), param_name="audit_client", kind="select", resets=("audit_from",))
    wanted = _wanted()
    found = context.agency().door.audit.list(context.actor(), wanted, Page(SHOWN, kit.param("audit_from")))
    if not found.items:
        _nothing()
        return
    kit.table(
        [_row(each, _clients()) for each in found.items], key="audit_table", alt="Entries of the audit trail, newest first",
        columns={"Said": st.column_config.TextColumn("Said", width="large")},
        opens=kit.Opens("audit_subject", [each.subject_id for each in found.items], "Follow"),
    )
    kit.pager("audit_from", found.next_cursor, kit.count(len(found.items), "entry", "entries"))
    _downloads(wanted)


def _nothing() -> None:
    if any(kit.param(name) for name in PARAMS):
        kit.empty_filter("entries", "audit_clear", *PARAMS)
    else:
        kit.empty("Nothing was done yet. Sign-ins, decisions and changes of the set-up will be here.", icon=":material/history:")


def _clients() -> dict[str, str]:
    return {"": "All clients", **{each.id: each.name for each in context.clients()}}


def _wanted() -> AuditFilter:
    actor, action, noun, subject, client, outcome, day = (kit.param(name).strip() for name in PARAMS[:7])
    try:
        chosen = date.fromisoformat(day) if day else None
    except ValueError:
        st.caption(":orange[A day is written 2026-11-23; all days are shown.]")
        chosen = None
    return AuditFilter(label_of(actor), action, noun, subject, client, outcome if outcome in OUTCOMES else "", chosen)


def _row(each: AuditView, clients: Mapping[str, str]) -> dict[str, object]:
    zone = context.zone()
    return {
        "Entry": each.id, "When": f"{each.at.astimezone(zone):%d %b} {kit.clock(each.at, zone, seconds=True)}",
        "Who": who(each.actor), "What": each.action, "Outcome": each.outcome, "Thing": _thing(each),
        "Client": clients[each.client_id] if each.client_id in clients and each.client_id else each.client_id,
        "From": each.address, "Said": _said(each), "Hash": each.hash[:12],
    }


def _thing(each: AuditView) -> str:
    """A person by name; anything else by its id, as it may be gone."""
    named = who(f"person:{each.subject_id}") if each.noun == "person" and each.subject_id else each.subject_id
    return f"{each.noun} {named}".strip()


def _said(each: AuditView) -> str:
    """What explains an entry, member by member."""
    return ", ".join(
        f"{kit.words(name).lower()}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in each.said.items()
    )


def _downloads(wanted: AuditFilter) -> None:
    audit, actor = context.agency().door.audit, context.actor()

    def csv() -> str:
        return "".join(audit_sheet.csv_lines(audit.every(actor, wanted)))

    def lines() -> str:
        return "".join(audit_sheet.json_lines(audit.every(actor, wanted)))

    with st.container(horizontal=True):
        for label, name, kind, make in (
            ("CSV", "audit.csv", "text/csv", csv), ("JSON lines", "audit.jsonl", "application/x-ndjson", lines),
        ):
            st.download_button(
                label, make, name, kind, key=f"audit_{label}", icon=":material/download:", on_click="ignore",
                help="All entries that fit the filter",
            )
