"""Analytics: numbers of published posts against their targets, exploration, insights, and uploads of exports."""

import streamlit as st

from agency_core.domain.paging import Page
from agency_core.ui import context, kit
from agency_core.ui.analytics.explore import explore
from agency_core.ui.analytics.insights import insights
from agency_core.ui.analytics.overview import overview
from agency_core.ui.analytics.period import period
from agency_core.ui.analytics.upload import upload

client, agency, actor = context.client(), context.agency(), context.actor()
kit.header("Analytics", "What worked, by the networks' own counts. A missing number is missing, never zero.")
tabs = ["Overview", "Explore", "Insights", "Upload"]
first, second, third, fourth = st.tabs(tabs, key="analytics_tab", on_change="rerun", bind="query-params")
if third.open:
    with third:
        insights(client)
elif fourth.open:
    with fourth:
        upload(client)
else:
    with first if first.open else second, kit.problems("The numbers"):
        agents = agency.agents.list(actor, client_id=client.id, page=Page(limit=200)).items
        wanted = period(client, agents)
        if first.open:
            overview(wanted, wanted.days)
        else:
            explore(wanted)
