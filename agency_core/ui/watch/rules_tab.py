"""The rules: what is looked for, from when on it is an alert, and what people changed about it."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.rule import RuleView
from agency_core.ui import context, kit
from agency_core.ui.watch.rule_words import before, differs, hold, thresholds

SCOPE = "alerts_for"
HEIGHT = 640


def scope(client: ClientView | None) -> str:
    """Whose rules are shown and changed: the id of the client; empty for the whole agency."""
    return client.id if client and kit.param(SCOPE) != "agency" else ""


def rules_tab(client: ClientView | None) -> None:
    """Draw the rules that come with the product."""
    if client:
        kit.choose("Whose rules", {"": f"For {client.name}", "agency": "For the whole agency"}, param_name=SCOPE)
    chosen = scope(client)
    st.caption(
        "What holds for this client. What was not changed for it is as the whole agency has it."
        if chosen else "What holds for every client that has nothing of its own."
    )
    agency, usual = before(chosen), before("")
    rules = context.agency().watchroom.rules.list(context.actor(), client_id=chosen)
    kit.table(
        [_row(one, _changed(one, agency.get(one.name), usual.get(one.name), chosen)) for one in rules],
        key="alerts_rule_table", alt="Alert rules with severity, thresholds and meaning",
        opens=kit.Opens("rule", [one.name for one in rules], "Edit"),
        columns={
            "On": st.column_config.CheckboxColumn("On", width=50),
            "Severity": kit.status_column("Severity", "severity"),
            "Changed": st.column_config.TextColumn("Changed", width=110),
            "Thresholds": st.column_config.TextColumn("Thresholds", width="medium"),
            "What it means": st.column_config.TextColumn("What it means", width="large"),
        }, height=HEIGHT,
    )


def _changed(rule: RuleView, agency: RuleView | None, usual: RuleView | None, client_id: str) -> str:
    if client_id and differs(rule, agency):
        return "for this client"
    return "for the agency" if differs(rule, usual) else ""


def _row(rule: RuleView, changed: str) -> dict[str, object]:
    return {
        "Rule": rule.label, "On": rule.is_on, "Severity": kit.cell("severity", rule.severity), "Changed": changed,
        "Thresholds": thresholds(rule), "Fires": hold(rule), "What it means": rule.explains,
    }
