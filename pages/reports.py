"""Reports: a week or a month of the client in words and figures, made when due or now, archived, handed out and mailed."""

import streamlit as st

from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.report import UNDER_WAY
from agency_core.ui import context, kit
from agency_core.ui.reports.archive import archive, opened
from agency_core.ui.reports.detail import detail
from agency_core.ui.reports.making import maker, under_way
from agency_core.ui.reports.plan_form import plan_form

AFTER = "reports_after"
client = context.client()
kit.header("Reports", "A week or a month in words and figures: a page, a PDF and sheets, made when due, archived and mailed.")

with kit.problems("The reports"):
    may_make, may_plan = context.may(Verb.WRITE, "report"), context.may(Verb.DECIDE, "report")
    if may_make:
        maker(client)
    page = Page(limit=25, cursor=kit.param(AFTER))
    found = context.agency().reports.list(context.actor(), client_id=client.id, page=page)
    if not found.items and not kit.param(AFTER):
        how = " Choose a period above" * may_make + ", or switch on below what makes itself" * may_plan + "." * may_make
        kit.empty(f"No report yet.{how}", icon=":material/description:")
    if shown := opened(found.items, client.id):
        with st.container(border=True, key="reports_shown"):
            if shown.state in UNDER_WAY:
                under_way(shown)
            else:
                detail(shown)
    if found.items:
        archive(found.items)
        kit.pager(AFTER, found.next_cursor, kit.count(len(found.items), "report"))
    if may_plan:
        with st.expander("When reports are made, how they look, where they go", icon=":material/tune:", key="reports_settings",
                         expanded=not found.items):
            plan_form(client)
