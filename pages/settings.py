"""Settings: the client, who may do what, and the data."""

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.settings.brand import brand_tab
from agency_core.ui.settings.client_form import client_tab
from agency_core.ui.settings.data import data_tab
from agency_core.ui.settings.people import people_tab

TABS = {"Client": client_tab, "Brand and terms": brand_tab, "People and access": people_tab, "Data": data_tab}

client = context.client()
kit.header("Settings", f"Everything here is for {kit.plain(client.name)}, except the data.")
for tab, draw in zip(
    st.tabs(list(TABS), key="settings_tab", on_change="rerun", bind="query-params"), TABS.values(), strict=True
):
    if tab.open:
        with tab, kit.problems("This tab"):
            draw(client)
