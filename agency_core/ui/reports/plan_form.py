"""The plan of a client's reports: what is made by itself, in whose name, and where it goes; with a picture of the cover."""

from __future__ import annotations

import re

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.media import MediaFilter
from agency_core.domain.paging import Page
from agency_core.domain.platform import MediaSort
from agency_core.domain.report_plan import FOOTER_LIMIT, NAME_LIMIT, Brand, PlanChanges, PlanView
from agency_core.ui import context, kit


def plan_form(client: ClientView) -> None:
    """Draw the settings; the cover follows while one types."""
    agency, actor = context.agency(), context.actor()
    plan = agency.report_plans.get(actor, client.id)
    if plan.mail:
        st.info(kit.plain(plan.mail), icon=":material/mail_off:")
    left, right = st.columns([3, 2], gap="large")
    with left:
        changes = _fields(client, plan)
        saved = st.button("Save", key="reports_save", type="primary", icon=":material/save:")
    with right, kit.problems("The cover"):
        st.caption("The cover of the next report")
        st.image(agency.report_plans.cover(actor, client.id, changes.brand), alt="The cover in the colour and name chosen here")
    if saved:
        kit.act(lambda: agency.report_plans.save(actor, client.id, changes=changes), "Saved.")


def _fields(client: ClientView, plan: PlanView) -> PlanChanges:
    key = f"reports_{client.id}"
    with st.container(horizontal=True):
        at = f"At 6:00, {client.timezone}, on the"
        weekly = st.toggle("Every Monday", plan.weekly, key=f"{key}_weekly", help=f"{at} week before.")
        monthly = st.toggle("Every first of the month", plan.monthly, key=f"{key}_monthly", help=f"{at} month before.")
    to = st.text_area("Mail to, one address a line", "\n".join(plan.recipients), key=f"{key}_recipients", height=80)
    name = st.text_input("In the name of", plan.brand.name, key=f"{key}_name", max_chars=NAME_LIMIT, placeholder=client.name)
    colour = st.color_picker("Colour", plan.brand.colour, key=f"{key}_colour", help="Dark enough for white text.")
    logos = _logos(client)
    known = [*logos] if plan.brand.logo in logos else [plan.brand.logo, *logos]
    logo = st.selectbox(
        "Logo", known, index=known.index(plan.brand.logo), format_func=lambda one: logos.get(one, "A picture that is gone"),
        key=f"{key}_logo", help="A picture of the media library; PNG with a transparent ground looks best.",
    )
    footer = st.text_input("At the foot of the cover", plan.brand.footer, key=f"{key}_footer", max_chars=FOOTER_LIMIT)
    addresses = tuple(each for each in re.split(r"[\s,;]+", to or "") if each)
    return PlanChanges(weekly, monthly, addresses, Brand(name or "", colour, logo or "", footer or ""))


def _logos(client: ClientView) -> dict[str, str]:
    """Pictures of the library by id, with none first."""
    wanted = MediaFilter(client.id, sort=MediaSort.IMAGE)
    found = context.agency().library.list(context.actor(), filter=wanted, page=Page(limit=200)).items
    return kit.told_apart({"": "None", **{each.id: each.name for each in found}})
