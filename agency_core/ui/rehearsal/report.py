"""The report of a rehearsal: figures, what asks for a person, hours, accounts, incidents, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.rehearsal import RehearsalView
from agency_core.ui import context, kit

Entry = Mapping[str, Any]
_STATES = ("delivered", "failed", "missed", "unconfirmed", "waiting")


def report(view: RehearsalView) -> None:
    """Everything that a rehearsal found, the most urgent first."""
    found = view.report
    _figures(found)
    _decisions(found["decisions"])
    _hours(found["hours"])
    _accounts(found["accounts"])
    _incidents(found["incidents"])
    _reasons(found["reasons"])
    st.caption(
        f"{kit.count(found['calls'], 'call')} to simulators in {found['seconds']:.0f} s. Calls take no time in a rehearsal: "
        "what is late here is late because of waiting, resting or trying again."
    )


def _figures(found: Entry) -> None:
    late = found["lateness"]
    with st.grid(4, min_column_width=150, key="rehearsal_figures"):
        st.metric("Deliveries", kit.number(found["deliveries"]), border=True)
        for state in _STATES[: 4 + bool(found["waiting"])]:
            st.metric(state.capitalize(), kit.number(found[state]), border=True)
        st.metric("Late, half at most", _span(late["p50"]), border=True)
        st.metric("Late, 95 % at most", _span(late["p95"]), border=True)
        st.metric("Latest", _span(late["max"]), border=True)


def _decisions(entries: Sequence[Entry]) -> None:
    st.subheader("What you would have had to decide", anchor=False)
    if not entries:
        kit.quiet("Nothing: the week goes by itself.")
        return
    st.caption(f"{kit.count(len(entries), 'decision')}. In a rehearsal nobody decides, so what waits for one stays.")
    rows = [
        {"When": _at(one["at"]), "Deliveries": one["concerns"], "Platform": _name(one["platform"]), "About": one["about"],
         "Asks": one["asks"]}
        for one in entries
    ]
    kit.table(rows, key="rehearsal_decisions", alt="What would have waited for a person",
              columns={"Platform": "Platform" if any(one["platform"] for one in entries) else None,
                       "Asks": st.column_config.TextColumn("Asks", width="large")})


def _hours(entries: Sequence[Entry]) -> None:
    st.subheader("The week", anchor=False)
    rows = [
        {"at": one["at"], "What": what, "Deliveries": count}
        for one in entries
        for what, count in (("delivered", one["delivered"]), ("not delivered", one["due"] - one["delivered"]))
    ]
    if kit.nothing_to_draw(len(rows), least=1):
        return
    spec = {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": {"field": "at", "type": "temporal", "timeUnit": "yearmonthdatehours", "title": None},
            "y": {"field": "Deliveries", "type": "quantitative", "axis": {"tickMinStep": 1}, "title": "Deliveries due"},
            "color": {"field": "What", "type": "nominal", "title": None, "legend": {"orient": "top"},
                      "scale": {"domain": ["delivered", "not delivered"]}},
        },
        "height": 220,
    }
    st.vega_lite_chart(rows, spec, key="rehearsal_hours", alt="Deliveries due in each hour of the week, delivered or not")


def _accounts(entries: Sequence[Entry]) -> None:
    st.subheader("Accounts", anchor=False)
    rows = [
        {"Platform": _name(one["platform"]), "Account": one["name"], "Delivered": f"{one['delivered']} of {one['deliveries']}",
         "Most of its allowance used": one["used"], "Rested": _span(one["rested"]), "State": kit.cell("account", one["status"])}
        for one in entries
    ]
    used = st.column_config.ProgressColumn("Most of its allowance used", min_value=0.0, max_value=1.0, format="percent")
    kit.table(rows, key="rehearsal_accounts", alt="Each account: delivered, allowance used, time it rested",
              columns={"Most of its allowance used": used, "State": kit.status_column("State", "account")})


def _incidents(entries: Sequence[Entry]) -> None:
    if entries:
        st.subheader("What happened", anchor=False)
        rows = [
            {"From": _at(one["at"]), "Until": _at(one["until"]), "Platform": _name(one["platform"]), "What": one["what"]}
            for one in entries
        ]
        kit.table(rows, key="rehearsal_incidents", alt="Incidents in their order",
                  columns={"What": st.column_config.TextColumn("What", width="large")})


def _reasons(entries: Sequence[Entry]) -> None:
    if entries:
        st.subheader("Why not everything went out", anchor=False)
        rows = [
            {"State": kit.cell("delivery", one["state"]), "Platform": _name(one["platform"]), "Why": one["why"],
             "Deliveries": one["count"]}
            for one in entries
        ]
        kit.table(rows, key="rehearsal_reasons", alt="Reasons for what was not delivered",
                  columns={"State": kit.status_column("State", "delivery"),
                           "Why": st.column_config.TextColumn("Why", width="large")})


def _at(text: str) -> str:
    return kit.absolute(datetime.fromisoformat(text), context.zone(), context.now()) if text else ""


def _name(platform: str) -> str:
    return LABELS[Platform(platform)] if platform else ""


def _span(seconds: float) -> str:
    return kit.milliseconds(seconds * 1000)
