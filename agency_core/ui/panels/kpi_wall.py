"""The wall of KPIs: each against its target, with its trend, its error budget and its definition; agents and platforms below."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.kpi import KPIS, Budget, KpiView, Scope
from agency_core.ui import context, kit
from agency_core.ui.panels import kpi_words

LEAST_POINTS = 2
PERIODS = {"7": "7 days", "30": "30 days", "90": "90 days"}
_SAME = "agent_response"
"""For all agents together it is the message processing time, which has a card of its own."""
_HEADINGS = {"agent_uptime": "Uptime", "agent_engagement": "Engagement", "agent_response": "Response"}


def kpi_wall(client_id: str, days: int) -> None:
    """Draw the KPIs of a client over the last `days` days."""
    found = context.agency().watchroom.kpis.of_client(context.actor(), client_id=client_id, days=days)
    cards = [each for each in found if not each.subject and each.name != _SAME]
    with st.grid(4, min_column_width=170, key="kpi_cards"):
        for kpi in cards:
            with st.container(border=True, height="stretch", gap="xsmall"):
                _card(kpi)
    _agents([each for each in found if each.subject and each.scope in {Scope.AGENT, Scope.SYSTEM}])
    _platforms([each for each in found if each.scope == Scope.PLATFORM])


def _card(kpi: KpiView) -> None:
    run = [point.value for point in kpi.trend if point.value is not None]
    st.metric(
        kpi.label, kpi_words.value(kpi.value, kpi.unit) if kpi.enough else kit.MISSING, help=kpi_words.definition(kpi),
        chart_data=run if len(run) >= LEAST_POINTS else None, chart_type="line",
    )
    st.caption(kpi.note if not kpi.sample and kpi.note else kpi_words.verdict(kpi))
    if kpi.budget:
        _budget(kpi.budget)


def _budget(budget: Budget) -> None:
    """The bar is what is left; what was spent stands above it in figures."""
    spent = f"{kit.number(budget.spent)} of {kit.number(budget.allowed)} {budget.unit} spent"
    words = f"Error budget: {kit.percent(budget.left, 0)} left" if budget.left >= 0 else "Error budget: overspent"
    st.progress(min(1.0, max(0.0, budget.left)), text=f":small[{words}, {spent}]")


def _agents(found: Sequence[KpiView]) -> None:
    st.markdown("**Agents**", help="✓ on target, ▲ off target, ◷ not enough data yet: what there is of what is needed.")
    by_agent: dict[str, dict[str, KpiView]] = {}
    for each in found:
        by_agent.setdefault(each.subject, {})[each.name] = each
    if not by_agent:
        kit.empty("No agent works for this client yet.", icon=":material/robot_2:", page="agents", action="Agents")
        return
    names = list(dict.fromkeys(each.name for each in found))
    kit.table(
        [
            {
                "Agent": kpis[names[0]].subject_label,
                **{KPIS[name].label: kpi_words.standing(kpis[name]) if name in kpis else kit.MISSING for name in names},
            }
            for kpis in by_agent.values()
        ],
        key="kpi_agents", alt="KPIs of each agent with a sign for on or off target",
        columns={
            KPIS[name].label: st.column_config.TextColumn(
                _HEADINGS.get(name, KPIS[name].label), help=f"Target {kpi_words.target(KPIS[name])}. {KPIS[name].formula}",
            )
            for name in names
        },
    )


def _platforms(found: Sequence[KpiView]) -> None:
    st.markdown("**Engagement by platform**")
    kit.table(
        [
            {
                "Platform": each.subject_label, "Rate": kpi_words.standing(each), "Target": kpi_words.target(each),
                "Posts": each.sample, "Trend": [point.value for point in each.trend if point.value is not None],
            }
            for each in found
        ],
        key="kpi_platforms", alt="Engagement rate of each platform against its target",
        columns={
            "Rate": st.column_config.TextColumn("Rate", help=found[0].formula if found else None),
            "Trend": st.column_config.LineChartColumn("Trend", width="small"),
        },
    )
