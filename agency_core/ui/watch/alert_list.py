"""Many alerts as a list in which several are chosen and taken care of at once.

Rows are chosen by their place. The list therefore holds still while something is chosen, or a choice would slip to others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from agency_core.domain.alert import AlertState, AlertView
from agency_core.domain.permission import Verb
from agency_core.errors import AgencyError
from agency_core.ui import context, kit
from agency_core.ui.panels.alert_card import care

_SHOWN, _TURN = "alerts_list_shown", "alerts_list_turn"
_CLICK = "alerts_list_open"
HEIGHT = 520


def alert_list(alerts: Sequence[AlertView], labels: Mapping[str, str], filter_: object) -> None:
    """Draw the list with what can be done to the chosen ones; another `filter_` begins with none chosen."""
    key = f"alerts_list_{hash(filter_)}_{st.session_state.get(_TURN, 0)}"
    held, shown = st.session_state.get(_SHOWN, ("", ()))
    if held != key or not _places(key):
        shown = tuple(alerts)
        st.session_state[_SHOWN] = (key, shown)
    chosen = [shown[place] for place in _places(key) if place < len(shown)]
    _actions(chosen, len(shown))
    _table(shown, labels, key)
    _taken(shown, labels)


def _places(key: str) -> list[int]:
    state = st.session_state.get(key)
    return list(state["selection"]["rows"]) if state else []


def _table(alerts: Sequence[AlertView], labels: Mapping[str, str], key: str) -> None:
    zone, now = context.zone(), context.now()
    data: dict[str, list[object]] = {
        "": ["Open"] * len(alerts),
        "Severity": [kit.cell("severity", one.severity) for one in alerts],
        "Alert": [one.summary for one in alerts],
        "Since": [kit.when(one.fired_at or one.first_seen_at, zone, now) for one in alerts],
        "Care": [care(one, zone, now) for one in alerts],
        "Rule": [labels.get(one.rule, one.rule) for one in alerts],
    }
    st.dataframe(
        data, key=key, hide_index=True, height=HEIGHT if len(alerts) > kit.MOST_ROWS else "content", placeholder=kit.MISSING,
        alt="Alerts with severity, since when, and who takes care; rows can be chosen", on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "": st.column_config.ButtonColumn("", key=_CLICK, width=70, type="tertiary", on_click=_open, args=(alerts,)),
            "Severity": kit.status_column("Severity", "severity"),
            "Alert": st.column_config.TextColumn("Alert", width=320),
            "Care": st.column_config.TextColumn("Care", width=220),
        },
    )


def _taken(alerts: Sequence[AlertView], labels: Mapping[str, str]) -> None:
    zone, now = context.zone(), context.now()
    kit.csv_button([{
        "Severity": one.severity, "State": one.state, "Alert": one.summary,
        "Since": kit.absolute(one.fired_at or one.first_seen_at, zone, now), "Care": care(one, zone, now),
        "Rule": labels.get(one.rule, one.rule),
    } for one in alerts], "alerts", key="alerts_csv")


def _open(alerts: Sequence[AlertView]) -> None:
    pressed = st.session_state[_CLICK]
    if pressed is not None and 0 <= pressed.row < len(alerts):
        kit.set_param("alert", alerts[pressed.row].id)


def _actions(chosen: Sequence[AlertView], total: int) -> None:
    with kit.toolbar("alerts_bulk"):
        if not context.may(Verb.WRITE, "alert"):
            st.caption(f"{kit.count(total, 'alert')}.", width="content")
            return
        if not chosen:
            st.caption(f"{kit.count(total, 'alert')}. Choose rows to take care of several at once.", width="content")
            return
        st.markdown(f"**{kit.count(len(chosen), 'alert')} chosen.** The list holds still meanwhile.", width="content")
        incidents, actor = context.agency().watchroom.incidents, context.actor()
        st.button("Acknowledge", key="alerts_bulk_ack", type="primary", icon=":material/done_all:", on_click=_each,
                  args=(chosen, partial(incidents.acknowledge, actor), "acknowledged"))
        st.button("Assign to me", key="alerts_bulk_mine", icon=":material/person:", on_click=_each,
                  args=(chosen, partial(incidents.assign, actor, to=actor.label), "assigned to you"))
        st.button("Choose none", key="alerts_bulk_none", type="tertiary", on_click=_choose_none)


def _choose_none() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _each(chosen: Sequence[AlertView], action: Callable[[str], object], done: str) -> None:
    """Do it to each that still fires; what ended meanwhile needs nobody."""
    worked, refused = 0, ""
    for one in chosen:
        if one.state == AlertState.RESOLVED:
            continue
        try:
            action(one.id)
            worked += 1
        except AgencyError as error:
            refused = error.message  # it ended meanwhile, or is no longer ours to change: the others go on
    _choose_none()
    kit.flash(f"{kit.count(worked, 'alert')} {done}." + (f" Not all: {refused}" if refused else ""))
