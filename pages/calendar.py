"""Calendar: month, week and list in the client's time zone; drag or use Alt and the arrow keys to reschedule."""

import streamlit as st

from agency_core.domain.content import ContentView
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit
from agency_core.ui.calendar_view.cards import cards, state_of, troubles
from agency_core.ui.calendar_view.detail import content_detail
from agency_core.ui.calendar_view.filters import PARAMS, filters, only
from agency_core.ui.calendar_view.gaps import clashes, gaps
from agency_core.ui.calendar_view.moving import move, undo_line
from agency_core.ui.calendar_view.planning import plan_week
from agency_core.ui.calendar_view.sections import section
from agency_core.ui.calendar_view.span import span
from agency_core.ui.month_board import Moved, Opened, month_board, week_board
from agency_core.ui.panels.drawer import drawer
from agency_core.ui.panels.nothing_written import nothing_written

client, agency, actor = context.client(), context.agency(), context.actor()
plan = kit.Action("Plan the week", "calendar_plan", ":material/auto_awesome:", help="Ask the agents for what the week lacks.")
told = f"What goes out when, in {client.timezone}."
if context.may(Verb.DECIDE, "content"):
    told += " Drag a card, or focus it and press Alt with an arrow key."
if kit.header("Calendar", told, action=plan if context.may(Verb.WRITE, "content") else None):
    plan_week(client)
if section(client):
    drawer("content", "Content", content_detail, icon=":material/calendar_month:")
    st.stop()
shown = span()
wanted = filters(agency.agents.list(actor, client_id=client.id, page=Page(limit=200)).items)
everything = agency.schedule.calendar(actor, client_id=client.id, start=shown.start, end=shown.end)
found = only(everything, wanted)
wrong = troubles(client.id)
board = cards(found, shown.zone, wrong)


def remarks() -> None:
    able = [one.label for one in agency.accounts.reach(actor, client_id=client.id) if one.can_publish]
    if wanted.platform:
        able = [one for one in able if one == LABELS[Platform(wanted.platform)]]
    said = (*clashes(board, shown.today), *gaps(board, shown.days, shown.today, able))
    if said:
        st.caption(":material/lightbulb: " + kit.plain(" · ".join(said)))


def row(content: ContentView) -> dict[str, object]:
    names = ", ".join(LABELS[Platform(one)] for one in content.target_platforms)
    return {
        "Time": kit.absolute(content.scheduled_time, shown.zone, context.now()), "Title": content.title,
        "Status": [state_of(content, wrong).cell], "Platforms": names, "Creator": content.creator_agent_id or "You",
    }


def as_list() -> None:
    columns = {"Status": kit.status_column("Status", "content")}
    rows = [row(one) for one in found]
    opens = kit.Opens("content", [one.id for one in found])
    told = f"Content of {shown.title} in time order"
    kit.table(rows, key="calendar_list", alt=told, columns=columns, opens=opens)
    kit.csv_button(rows, "calendar", key="calendar_csv")


undo_line()
remarks()
if not everything:
    nothing_written(f"Nothing has a time in {shown.title}.")
elif not found:
    kit.empty_filter("entries", "calendar_clear", *PARAMS)
if shown.view == "list":
    if found:
        as_list()
    event = None
elif shown.view == "week":
    event = week_board(board, week=shown.day, today=shown.today, key="calendar_week")
else:
    event = month_board(board, month=shown.day, today=shown.today, key="calendar_month")
if isinstance(event, Moved):
    before = next(one for one in board if one.id == event.id)
    move(next(one for one in found if one.id == event.id), event.wall(before.at))
elif isinstance(event, Opened):
    kit.set_param("content", event.id)
drawer("content", "Content", content_detail, icon=":material/calendar_month:")
