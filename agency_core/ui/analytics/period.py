"""What Analytics looks at: period, platform and agent, all in the address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import streamlit as st

from agency_core.domain.agent import AgentView
from agency_core.domain.client import ClientView
from agency_core.domain.numbers import PostFilter
from agency_core.domain.platform import LABELS
from agency_core.ui import context, kit

DAYS, PLATFORM, AGENT = "analytics_days", "analytics_platform", "analytics_agent"
PARAMS = (DAYS, PLATFORM, AGENT)
_PERIODS = {"7": "7 days", "28": "28 days", "90": "90 days", "365": "1 year", "1095": "3 years"}


def period(client: ClientView, agents: Iterable[AgentView]) -> PostFilter:
    """The row of filters; the posts that it stands for: whole days of the client, today included."""
    with st.container(horizontal=True, key="analytics_filters"):
        days = int(kit.choose("Period", _PERIODS, param_name=DAYS, kind="select", default="28"))
        platform = kit.choose(
            "Platform", {"": "All platforms", **{one.value: label for one, label in LABELS.items()}},
            param_name=PLATFORM, kind="select",
        )
        agent = kit.choose(
            "Agent", {"": "All creators", **{one.id: one.name for one in agents}}, param_name=AGENT, kind="select",
        )
    today = context.now().astimezone(context.zone()).date()
    return PostFilter(client.id, today - timedelta(days=days - 1), today, platform, agent)
