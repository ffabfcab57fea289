"""Alerts: what is wrong now, what was, and the rules that look for it."""

import streamlit as st

from agency_core.domain.paging import Page
from agency_core.domain.rule import Severity
from agency_core.ui import context, kit
from agency_core.ui.panels.alert_card import alert_card, alert_detail, worst_first
from agency_core.ui.panels.drawer import drawer

STATES = {"firing": "Firing", "pending": "Pending", "resolved": "Resolved"}
SEVERITIES = {"": "All severities", **{str(one): kit.status("severity", one).word for one in Severity}}
NOTHING = {
    "firing": "No alert fires. All rules are quiet.",
    "pending": "Nothing is building up.",
    "resolved": "No alert has been resolved yet.",
}

client = context.client_or_none()
client_id, zone = client.id if client else "", context.zone()
watch, actor = context.agency().watch, context.actor()
kit.header("Alerts", "A finding that persists becomes an alert; it resolves when the cause is gone.", live=True)
with kit.toolbar():
    state = kit.choose("State", STATES, param_name="alerts_state", default="firing")
    severity = kit.choose("Severity", SEVERITIES, param_name="alerts_severity")


@kit.live_panel("The alerts", every=5, key="alerts_board")
def board() -> None:
    found = watch.list(actor, client_id=client_id, state=state, severity=severity, page=Page(limit=50)).items
    if not found and severity:
        kit.empty_filter("alerts", "alerts_clear", "alerts_state", "alerts_severity")
    elif not found:
        kit.empty(NOTHING[state], icon=":material/check_circle:")
    for alert in worst_first(found):
        alert_card(alert, zone)
    kit.engine_freshness(context.agency().operate.status().scheduler_beat_at)


board()
with st.expander("Rules", icon=":material/rule:", key="alerts_rules"), kit.problems("The rules"):
    kit.table(
        [{"Rule": rule.label, "Severity": kit.cell("severity", rule.severity),
          "Fires after": f"{rule.hold_seconds:.0f} s" if rule.hold_seconds else "at once", "What it means": rule.explains}
         for rule in watch.rules()],
        key="alerts_rule_table", alt="Alert rules with severity and meaning",
        columns={"Severity": kit.status_column("Severity", "severity"),
                 "What it means": st.column_config.TextColumn("What it means", width="large")},
    )
drawer("alert", "Alert", alert_detail, icon=":material/notifications:")
