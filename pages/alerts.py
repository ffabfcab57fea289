"""Alerts: what is wrong now and who takes care, the rules that look for it, who is told, and what was told."""

from collections.abc import Callable

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.ui import context, kit
from agency_core.ui.panels.drawer import drawer
from agency_core.ui.watch.alerts_tab import alerts_tab
from agency_core.ui.watch.custom_rule_form import custom_rules
from agency_core.ui.watch.incident import incident
from agency_core.ui.watch.log_tab import log_tab
from agency_core.ui.watch.notifier_form import add_notifier, edit_notifier
from agency_core.ui.watch.notifiers_tab import EDIT, NEW, notifiers_tab
from agency_core.ui.watch.rule_edit import rule_edit
from agency_core.ui.watch.rules_tab import rules_tab, scope
from agency_core.ui.watch.silences_tab import silences_tab

TABS: dict[str, Callable[[ClientView | None], None]] = {
    "Alerts": alerts_tab, "Rules": rules_tab, "Own rules": custom_rules, "Silences": silences_tab,
    "Notifiers": notifiers_tab, "Log": log_tab,
}

client = context.client_or_none()
kit.header("Alerts", "A finding that persists becomes an alert; it resolves when the cause is gone.", live=True)
for tab, draw in zip(st.tabs(list(TABS), key="alerts_tab", on_change="rerun", bind="query-params"), TABS.values(), strict=True):
    if tab.open:
        with tab, kit.problems("This tab"):
            draw(client)
if kit.param("rule"):
    drawer("rule", "Rule", lambda name: rule_edit(name, scope(client)), icon=":material/rule:")
elif kit.param(NEW):
    drawer(NEW, "Add a notifier", lambda _: add_notifier(client, closes=NEW), icon=":material/campaign:")
elif kit.param(EDIT):
    drawer(EDIT, "Notifier", lambda one: edit_notifier(one, closes=EDIT), icon=":material/campaign:")
else:
    drawer("alert", "Alert", incident, icon=":material/notifications:")
