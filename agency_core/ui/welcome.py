"""The first start: look at a demo, or start a client of your own."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from agency_core.domain.client import Brief, ClientView, NewClient
from agency_core.ui import context, kit


def welcome() -> None:
    """Two cards, side by side: the demo client, and a client of one's own."""
    st.title("Welcome to your agency desk", anchor=False)
    st.caption("Agents propose, you decide, the clock publishes, the numbers come back. Choose how to begin.")
    demo, own = st.columns(2, gap="medium")
    with demo, st.container(border=True):
        _demo_card()
    with own, st.container(border=True):
        _own_card()


@st.dialog("Add a client", width="medium")
def add_client() -> None:
    """The same two ways, for a desk that has a client already; the demo only where it is not there."""
    _own_card()
    if not any(one.is_demo for one in context.clients()):
        st.space("small")
        _demo_card()


def _demo_card() -> None:
    st.subheader("Explore the demo client", anchor=False)
    st.markdown(
        "- Four creator agents, two weeks of history and a week of scheduled content\n"
        "- All of it is **made-up data**, marked as DEMO on every page\n"
        "- It publishes to the **sandbox network** on this machine: nothing leaves it\n"
        "- Remove it whenever you like under Settings"
    )
    if st.button("Create the demo client", key="welcome_demo", type="primary", icon=":material/science:"):
        with st.spinner("Making up two weeks of work …"):
            made = kit.attempt(_create_demo, "The demo client is ready.")
        if made:
            st.rerun()


def _create_demo() -> None:
    context.select(context.agency().demo.create(context.actor()).id)


def _own_card() -> None:
    st.subheader("Start your own client", anchor=False)
    st.caption("A client is a brand that the agency works for. You can change all of this later.")
    zones = sorted(available_timezones())
    here = st.context.timezone or "UTC"
    with st.form("welcome_own", border=False):
        name = st.text_input("Name", key="own_name", placeholder="Acme Coffee")
        zone = st.selectbox("Time zone", zones, index=zones.index(here if here in zones else "UTC"), key="own_zone")
        about = st.text_area("What does it do?", key="own_about", height=80, placeholder="Roasts coffee in small batches.")
        audience = st.text_input("Who should it reach?", key="own_audience", placeholder="People who brew at home")
        tone = st.text_input("How does it sound?", key="own_tone", placeholder="Warm, precise, no hype")
        topics = st.text_input("Topics, separated by commas", key="own_topics", placeholder="brewing, origins, roasting")
        link = st.text_input("Where should posts lead?", key="own_link", type="url", placeholder="https://…")
        pressed = st.form_submit_button("Start this client", key="own_start", icon=":material/add_business:")
    if pressed:
        brief = Brief(about=about, audience=audience, tone=tone, topics=split(topics), link=link or "")
        kit.act(lambda: context.select(_create(NewClient(name, zone, brief=brief)).id), f"{name} is ready.")


def _create(new: NewClient) -> ClientView:
    return context.agency().clients.create(context.actor(), new=new)


def split(text: str) -> tuple[str, ...]:
    """The parts of a list separated by commas, without blanks and repetitions."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
