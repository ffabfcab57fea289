"""Rehearsal: the coming week played in advance, in a weather of one's choice, and what came of it."""

import streamlit as st

from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.rehearsal import UNFINISHED, WEATHER_LABELS, WEATHER_TELLS, RehearsalView, Weather
from agency_core.ui import context, kit
from agency_core.ui.rehearsal.report import report
from agency_core.ui.rehearsal.running import running, title

PARAM = "rehearsal"
client, agency, actor = context.client(), context.agency(), context.actor()
kit.header("Rehearsal", "Play the coming week in advance. Nothing real is called, and nothing of yours is changed.")


def start() -> None:
    with kit.toolbar():
        names = {weather.value: WEATHER_LABELS[weather] for weather in Weather}
        weather = kit.choose("Weather", names, param_name="rehearsal_weather", kind="select") or Weather.CALM
        pressed = st.button("Rehearse the next seven days", key="rehearsal_start", type="primary", icon=":material/play_arrow:")
    st.caption(WEATHER_TELLS[Weather(weather)])
    if pressed:
        with kit.problems("Starting the rehearsal"):
            kit.set_param(PARAM, agency.rehearse.start(actor, client_id=client.id, weather=weather).id)
            st.rerun()


def row(one: RehearsalView) -> dict[str, object]:
    found = one.report
    said = f"{found['delivered']} of {found['deliveries']} delivered, {len(found['decisions'])} to decide" if found else one.error
    return {
        "Started": kit.when(one.created_at, context.zone(), context.now()), "Weather": title(one),
        "State": kit.cell("rehearsal", one.state), "Result": said,
    }


def before(views: tuple[RehearsalView, ...]) -> None:
    st.subheader("Rehearsals so far", anchor=False)
    kit.table([row(one) for one in views], key="rehearsal_list", alt="Rehearsals, newest first",
              columns={"State": kit.status_column("State", "rehearsal")}, opens=kit.Opens(PARAM, [one.id for one in views]))


with kit.problems("The rehearsals"):
    views = agency.rehearse.list(actor, client_id=client.id, page=Page(limit=25)).items
    shown = next((one for one in views if one.id == kit.param(PARAM)), views[0] if views else None)
    may_start = context.may(Verb.WRITE, "rehearsal")
    if may_start and not any(one.state in UNFINISHED for one in views):
        start()
    if shown is None:
        kit.empty("No rehearsal yet." + " Choose a weather above." * may_start, icon=":material/theater_comedy:")
    elif shown.state in UNFINISHED:
        running(shown.id)
    else:
        st.subheader(f"{title(shown)}, {kit.when(shown.created_at, context.zone(), context.now())}", anchor=False)
        kit.badge("rehearsal", shown.state)
        if shown.error:
            st.error(kit.plain(shown.error), icon=":material/error:")
        if shown.report:
            report(shown)
    if views:
        before(views)
