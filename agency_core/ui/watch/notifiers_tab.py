"""Who is told: each notifier with what it is told of and how it goes, and the way to add, try, change and delete one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.notifier import NotifierChanges
from agency_core.domain.permission import Verb
from agency_core.domain.watching import NotifierView
from agency_core.ui import context, kit
from agency_core.ui.watch.notifier_form import ICONS
from agency_core.ui.watch.notifier_words import again, of_what, quiet

NEW, EDIT = "notifier_new", "notifier"
"""Query parameters that open the drawer: for a new notifier, and with the id of one."""


def notifiers_tab(client: ClientView | None) -> None:
    """Draw the notifiers of a client and of the whole agency."""
    with kit.spread():
        st.caption("The bell and this page always tell. Who else is told, and of what:", width="content")
        if context.may(Verb.DECIDE, "notifier"):
            st.button("Add a notifier", key="notifier_add", type="primary", icon=":material/add:", on_click=kit.set_param,
                      args=(NEW, "1"))
    notifiers = context.agency().watchroom.notifiers
    found = notifiers.list(context.actor(), client_id=client.id if client else "")
    labels = {one.name: one.label for one in notifiers.kinds()}
    if not found:
        kit.empty("Nobody is told outside this desk. Add an e-mail address, a chat room or a phone.",
                  icon=":material/notifications_paused:")
    for one in found:
        _card(one, labels.get(one.kind, one.kind))


def _card(one: NotifierView, kind: str) -> None:
    state = "off" if not one.is_on else "failing" if one.last_error else "on"
    with st.container(border=True, key=f"notifier_{one.id}", gap="xsmall"):
        with kit.spread():
            where = f" {ICONS.get(one.kind, ':material/campaign:')} :gray[{kit.plain(kind)} · {kit.plain(one.target, 60)}]"
            st.markdown(f"{kit.badge_text('notifier', state)} **{kit.plain(one.name)}**{where}", width="content")
            with st.container(horizontal=True, gap="small", width="content"):
                _buttons(one)
        st.caption(kit.plain(" · ".join(each for each in (of_what(one), again(one), quiet(one.quiet)) if each)))
        _test(one)
        last = one.last_sent_at
        sent = f"Last told {kit.when(last, context.zone(), context.now())}" if last else "Nothing told yet"
        st.caption(sent if one.client_id else f"{sent} · for the whole agency")
        if one.last_error:
            st.error(kit.plain(one.last_error), icon=":material/error:")


def _buttons(one: NotifierView) -> None:
    if not context.actor().may(Verb.DECIDE, one.client_id, "notifier"):
        return
    notifiers, actor = context.agency().watchroom.notifiers, context.actor()
    st.button("Test", key=f"notifier_test_{one.id}", icon=":material/send:", help="Sends a real message now",
              on_click=lambda: st.session_state.update({f"notifier_tested_{one.id}": True}))
    turn = partial(notifiers.update, actor, one.id, changes=NotifierChanges(is_on=not one.is_on))
    if st.button("Switch off" if one.is_on else "Switch on", key=f"notifier_switch_{one.id}"):
        kit.act(turn, f"{one.name} is {'off' if one.is_on else 'on'}.")
    st.button("Edit", key=f"notifier_edit_{one.id}", icon=":material/edit:", on_click=kit.set_param, args=(EDIT, one.id))
    ask = kit.Question(f"Delete {one.name}?", "Nobody is told this way any more. What was told stays in the log.",
                       "Delete", f"{one.name} is deleted.")
    gone = partial(notifiers.delete, actor, one.id)
    kit.confirm_here(f"notifier_delete_{one.id}", "Delete", ask, gone, icon=":material/delete:")


def _test(one: NotifierView) -> None:
    """Send a real message when asked to, and say how it went in the service's own words."""
    if not st.session_state.pop(f"notifier_tested_{one.id}", False):
        return
    with st.spinner("Sending"), kit.problems("The test"):
        went = context.agency().watchroom.notifiers.test(context.actor(), one.id)
        if went.ok:
            st.success(kit.plain(went.said), icon=":material/check_circle:")
        else:
            st.error(f"{kit.plain(went.said)}  \n{kit.plain(went.remedy)}", icon=":material/error:")
