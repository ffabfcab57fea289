"""Command center: what needs a person, how it goes, what is next, and what happened."""

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.panels.activity import activity
from agency_core.ui.panels.attention import attention
from agency_core.ui.panels.by_platform import by_platform
from agency_core.ui.panels.coming import coming
from agency_core.ui.panels.firing import firing
from agency_core.ui.panels.kpi_wall import PERIODS, kpi_wall

TOLD_BELOW = {"success", "answers", "agents"}  # the wall of KPIs tells them by their definition
RANGES = {"1": "24 hours", "7": "7 days", "30": "30 days"}

client = context.client()
kit.header("Command center", live=True)


@kit.live_panel("The attention strip", every=5, key="home_attention")
def needs_you() -> None:
    kit.engine_freshness(context.agency().operate.status().scheduler_beat_at)
    attention(client.id)


@kit.live_panel("The figures", every=10, key="home_numbers")
def numbers() -> None:
    kpis = context.agency().scorecard.kpis(context.actor(), client_id=client.id, days=int(days))
    kit.kpi_wall([each for each in kpis if each.name not in TOLD_BELOW], period=f"vs the {RANGES[days]} before", key="home_kpis")


@kit.live_panel("The KPIs", every=60, key="home_kpi_wall")
def against_targets() -> None:
    kpi_wall(client.id, int(kpi_days))


@kit.live_panel("What happens next", every=10, key="home_next")
def next_up() -> None:
    coming(client.id)


@kit.live_panel("The alerts", every=5, key="home_alerts")
def on_fire() -> None:
    firing(client.id)


@kit.live_panel("Interactions by platform", every=60, key="home_platforms_panel")
def platforms() -> None:
    by_platform(client.id, int(days))


@kit.live_panel("The activity", every=10, key="home_activity")
def happened() -> None:
    activity(client.id)


needs_you()
with kit.spread():
    st.subheader("How it goes", anchor=False, width="content")
    days = kit.choose("Period", RANGES, param_name="home_days", default="7")
numbers()
with kit.spread():
    st.subheader("Against target", anchor=False, width="content")
    kpi_days = kit.choose("Period of the KPIs", PERIODS, param_name="home_kpi_days", default="30")
against_targets()
left, right = st.columns(2, gap="medium")
with left:
    next_up()
with right:
    on_fire()
    platforms()
happened()
