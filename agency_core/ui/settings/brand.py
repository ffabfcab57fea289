"""The brand of a client, who approves its content, and what it wants gone sooner."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.media import MediaFilter
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.platform import MediaSort
from agency_core.domain.report_plan import FOOTER_LIMIT, NAME_LIMIT, Brand
from agency_core.domain.retention import BY_NAME
from agency_core.domain.terms import OF_A_CLIENT, ClientTerms, Step
from agency_core.ui import context, kit


def brand_tab(client: ClientView) -> None:
    """Two forms: the brand, and what is agreed."""
    left, right = st.columns(2, gap="large")
    with left, kit.problems("The brand"):
        _brand(client)
    with right, kit.problems("What is agreed"):
        _terms(client)


def _brand(client: ClientView) -> None:
    terms, actor, key = context.agency().keeping.terms, context.actor(), f"brand_{client.id}"
    brand = terms.brand(actor, client.id)
    st.subheader("Brand", anchor=False)
    st.caption("Reports, mails and the pages for the client come in this name.")
    name = st.text_input("Name", brand.name, key=f"{key}_name", max_chars=NAME_LIMIT, placeholder=client.name)
    colour = st.color_picker("Colour", brand.colour, key=f"{key}_colour", help="Dark enough for white text.")
    wanted = MediaFilter(client.id, sort=MediaSort.IMAGE)
    found = context.agency().library.list(actor, filter=wanted, page=Page(limit=200)).items
    logos = {"": "None", **{one.id: one.name for one in found}}
    known = [*logos] if brand.logo in logos else [brand.logo, *logos]
    logo = st.selectbox("Logo", known, index=known.index(brand.logo), key=f"{key}_logo",
                        format_func=lambda one: logos.get(one, "A picture that is gone"))
    footer = st.text_input("At the foot of reports", brand.footer, key=f"{key}_footer", max_chars=FOOTER_LIMIT)
    domain = st.text_input("Domain of the client's pages", brand.domain, key=f"{key}_domain", placeholder="social.example.com")
    sender = st.text_input("Mails come from", brand.sender, key=f"{key}_sender", placeholder="desk@example.com")
    given = Brand(name or "", colour, logo or "", footer or "", domain or "", sender or "")
    may = context.may(Verb.DECIDE, "client")
    if st.button("Save the brand", key=f"{key}_save", type="primary", icon=":material/save:", disabled=not may,
                 help=None if may else "Managers and owners change this."):
        kit.act(lambda: terms.save_brand(actor, client.id, brand=given), "Saved.")


def _terms(client: ClientView) -> None:
    terms, actor, key = context.agency().keeping.terms, context.actor(), f"terms_{client.id}"
    now = terms.get(actor, client.id)
    st.subheader("Agreed with the client", anchor=False)
    asks = st.toggle("The client approves content too, after the agency", Step.CLIENT in now.steps, key=f"{key}_client")
    st.caption("Days after which this client's records go, when that is sooner than the agency's plan; 0 for the plan.")
    days = {
        kind: int(st.number_input(BY_NAME[kind].label, 0, 36_500, now.retention.get(kind, 0), key=f"{key}_{kind}"))
        for kind in OF_A_CLIENT
    }
    steps = (Step.INTERNAL, Step.CLIENT) if asks else (Step.INTERNAL,)
    may = context.may(Verb.DECIDE, "client")
    if st.button("Save", key=f"{key}_save", icon=":material/save:", disabled=not may,
                 help=None if may else "Managers and owners change this."):
        kit.act(lambda: terms.save(actor, client.id, terms=ClientTerms(steps, days)), "Saved.")
