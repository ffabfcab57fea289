"""The alerts: the worst as cards, the rest as a list in which several are taken at once, and all of them by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from agency_core.domain.alert import AlertView
from agency_core.domain.client import ClientView
from agency_core.ui import context, kit
from agency_core.ui.panels.alert_card import alert_card, worst_first
from agency_core.ui.watch.alert_list import alert_list
from agency_core.ui.watch.filters import ENOUGH, PARAMS, Wanted, filters, found
from agency_core.ui.watch.matching import rule_names
from agency_core.ui.watch.muting import explained

CARDS, WORST = 20, 10
"""Up to so many alerts are cards; of more only the worst are, and the rest is a list."""
NOTHING = {
    "firing": "No alert fires. All rules are quiet.",
    "pending": "Nothing is building up.",
    "resolved": "No alert has been resolved yet.",
}


def alerts_tab(client: ClientView | None) -> None:
    """Draw the filters and the live list of alerts of a client (None: of all)."""
    labels = rule_names()
    wanted = filters(client.id if client else "", labels)

    @kit.live_panel("The alerts", every=5, key="alerts_board")
    def board() -> None:
        _board(wanted, labels)
        kit.engine_freshness(context.agency().operate.status().scheduler_beat_at)

    board()


def _board(wanted: Wanted, labels: Mapping[str, str]) -> None:
    alerts = worst_first(explained(found(wanted)))
    if not alerts:
        _nothing(wanted)
        return
    if len(alerts) > CARDS:
        _by_rule(alerts, labels)
    cards = 0 if wanted.as_list else WORST if len(alerts) > CARDS else len(alerts)
    zone = context.zone()
    for alert in alerts[:cards]:
        alert_card(alert, zone, labels.get(alert.rule, alert.rule))
    if alerts[cards:]:
        alert_list(alerts[cards:], labels, wanted)
    if len(alerts) >= ENOUGH:
        st.caption(f"The newest {kit.number(ENOUGH)} were read. Filter to see others.")


def _nothing(wanted: Wanted) -> None:
    if wanted.narrows:
        kit.empty_filter("alerts", "alerts_clear", *PARAMS)
    else:
        kit.empty(NOTHING[wanted.state], icon=":material/check_circle:")


def _by_rule(alerts: Sequence[AlertView], labels: Mapping[str, str]) -> None:
    """How many of which rule, where one look at all of them would be too long."""
    counts = Counter((one.severity, one.rule) for one in alerts)
    if len(counts) < 2:
        return
    cared = Counter((one.severity, one.rule) for one in alerts if one.acknowledged_at)
    oldest = {(one.severity, one.rule): one.fired_at or one.first_seen_at for one in reversed(alerts)}
    for one in alerts:
        since = one.fired_at or one.first_seen_at
        oldest[one.severity, one.rule] = min(since, oldest[one.severity, one.rule])
    zone, now = context.zone(), context.now()
    kit.table(
        [{"Rule": labels.get(rule, rule), "Severity": kit.cell("severity", severity), "Alerts": counts[severity, rule],
          "Acknowledged": cared[severity, rule], "Oldest": kit.when(oldest[severity, rule], zone, now)}
         for severity, rule in counts],
        key="alerts_by_rule", alt="How many alerts each rule has", opens=kit.Opens(
            "alerts_rule", [rule for _, rule in counts], "Show",
        ), columns={"Severity": kit.status_column("Severity", "severity")},
    )
