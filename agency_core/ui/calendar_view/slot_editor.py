"""The slots of a client: the week of each account, a form to add one, and hours that did well."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.account import AccountStatus, AccountView
from agency_core.domain.client import ClientView
from agency_core.domain.permission import Verb
from agency_core.domain.slot import SlotView
from agency_core.ui import context, kit

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def slot_editor(client: ClientView) -> None:
    """Draw the slots of every account that is in use."""
    agency, actor = context.agency(), context.actor()
    st.caption(
        f"Weekly times at which an account likes to publish, in {kit.plain(client.timezone)}. Content takes the next free one."
    )
    found = [each for each in agency.accounts.list(actor, client_id=client.id) if each.status != AccountStatus.DISCONNECTED]
    if not found:
        kit.empty("There is no account yet.", icon=":material/hub:", page="accounts", action="Connect one")
        return
    own = agency.calendar.slots.list(actor, client_id=client.id)
    may = context.may(Verb.DECIDE, "slot")
    if may:
        _add(found)
    for account in found:
        with st.container(border=True, key=f"slots_of_{account.id}"):
            st.markdown(f"**{kit.plain(f'{kit.palette.label(account.platform)} · {account.display_name}')}**")
            _week([each for each in own if each.account_id == account.id], may=may)
            if may:
                _suggested(account)


def _add(accounts: list[AccountView]) -> None:
    names = kit.told_apart({each.id: f"{kit.palette.label(each.platform)} · {each.display_name}" for each in accounts})
    with st.form("slot_add", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        account = st.selectbox("Account", list(names), format_func=lambda one: names[one], key="slot_account")
        days = st.multiselect("Days", range(7), format_func=lambda one: DAYS[one], key="slot_days", default=[0])
        at = st.time_input("Time", value="09:00", key="slot_time", step=300)
        pressed = st.form_submit_button("Add", key="slot_add_it", icon=":material/add:")
    if pressed and at:
        kit.act(lambda: [_added(account, day, f"{at:%H:%M}") for day in days], "Added.")


def _added(account_id: str, day: int, at: str) -> SlotView:
    return context.agency().calendar.slots.add(context.actor(), account_id, weekday=day, at=at)


def _removed(slot: SlotView) -> None:
    context.agency().calendar.slots.remove(context.actor(), slot.id)


def _week(slots: list[SlotView], *, may: bool) -> None:
    if not slots:
        st.caption("No slots yet.")
        return
    with st.container(horizontal=True, gap="small"):
        for each in slots:
            label = f"{DAYS[each.weekday][:3]} {each.at}"
            told = "Remove this slot" if may else None
            if st.button(label, key=f"slot_{each.id}", icon=":material/close:" if may else None, help=told, disabled=not may):
                kit.act(lambda one=each: _removed(one), "Removed.")  # type: ignore[misc]


def _suggested(account: AccountView) -> None:
    with kit.problems("Looking for good hours"):
        found = context.agency().calendar.slots.suggest(context.actor(), account.id)
        if not found:
            return
        st.caption("Did better than other hours in the last 90 days:")
        with st.container(horizontal=True, gap="small"):
            for each in found:
                label = f"{DAYS[each.weekday][:3]} {each.at} · {kit.percent(each.rate)} of {kit.count(each.posts, 'post')}"
                key = f"slot_take_{account.id}_{each.weekday}_{each.at}"
                if st.button(label, key=key, icon=":material/add:", type="tertiary"):
                    kit.act(lambda one=each: _added(account.id, one.weekday, one.at), "Added.")  # type: ignore[misc]
