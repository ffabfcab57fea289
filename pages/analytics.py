"""Analytics: numbers of published posts against their targets, exploration, insights, and uploads of exports."""

from collections.abc import Callable

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.ui import context, kit
from agency_core.ui.analytics.ask import ask
from agency_core.ui.analytics.audience import audience
from agency_core.ui.analytics.competitors import competitors
from agency_core.ui.analytics.explore import explore
from agency_core.ui.analytics.filters import filters, words
from agency_core.ui.analytics.insights import insights
from agency_core.ui.analytics.overview import overview
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.upload import upload

FIGURES: dict[str, Callable[[View], None]] = {
    "Overview": overview, "Explore": explore, "Audience": audience, "Competitors": competitors,
}
"""Tabs under the filters."""
OTHERS: dict[str, Callable[[ClientView], None]] = {"Insights": insights, "Upload": upload}
"""Tabs that stand for the whole client."""

client = context.client()
kit.header("Analytics", "What worked, by the networks' own counts. A missing number is missing, never zero.")
ask(client)
titles = [*FIGURES, *OTHERS]
tabs = dict(zip(titles, st.tabs(titles, key="analytics_tab", on_change="rerun", bind="query-params"), strict=True))
opened = next((title for title in titles if tabs[title].open), titles[0])
with tabs[opened], kit.problems("The numbers"):
    if opened in FIGURES:
        view = filters(client)
        words(view)
        FIGURES[opened](view)
    else:
        OTHERS[opened](client)
