"""The log: every notification with its reason, to whom it went, and how its sending went."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.watching import NotificationState, NotificationView, NotifierView
from agency_core.ui import context, kit

STATES = {"": "All", **{str(one): kit.status("notification", one).word for one in NotificationState}}
REASONS = {
    "fired": "it fires", "worse": "it became worse", "more": "more of it", "repeated": "still fires, nobody acknowledged it",
    "escalated": "nobody acknowledged it in time", "resolved": "it is over", "summary": "summary", "test": "a test",
}
AFTER = "alerts_log_after"


def log_tab(client: ClientView | None) -> None:
    """Draw the log, the newest first, live."""
    notifiers = context.agency().watchroom.notifiers.list(context.actor(), client_id=client.id if client else "")
    with kit.toolbar("log_filters"):
        state = kit.choose("State", STATES, param_name="alerts_log_state", resets=(AFTER,))
        names = {"": "All notifiers", **{one.id: one.name for one in notifiers}}
        notifier = kit.choose("Notifier", names, param_name="alerts_log_notifier", kind="select", resets=(AFTER,))

    @kit.live_panel("The log", every=5, key="alerts_log")
    def board() -> None:
        _board(notifiers, state, notifier)

    board()


def _board(notifiers: tuple[NotifierView, ...], state: str, notifier: str) -> None:
    page = Page(limit=50, cursor=kit.param(AFTER))
    found = context.agency().watchroom.notify.list(context.actor(), notifier_id=notifier, state=state, page=page)
    if not found.items and (state or notifier):
        kit.empty_filter("notifications", "alerts_log_clear", "alerts_log_state", "alerts_log_notifier", AFTER)
        return
    if not found.items:
        kit.empty("Nobody was told anything yet.", icon=":material/mark_email_read:")
        return
    names = {one.id: one.name for one in notifiers}
    for one in found.items:
        if one.state == NotificationState.FAILED:
            _failed(one, names.get(one.notifier_id, "A notifier that is gone"))
    kit.table(
        [_row(one, names.get(one.notifier_id, "deleted")) for one in found.items], key="alerts_log_table",
        alt="Notifications with reason, notifier and state, newest first", columns={
            "State": kit.status_column("State", "notification"), "Severity": kit.status_column("Severity", "severity"),
            "What": st.column_config.TextColumn("What", width="medium"),
        },
    )
    kit.pager(AFTER, found.next_cursor, kit.count(len(found.items), "notification"))


def _failed(one: NotificationView, name: str) -> None:
    with st.container(border=True, key=f"notification_{one.id}"), kit.spread():
        st.markdown(f"{kit.badge_text('notification', one.state)} **{kit.plain(name)}** {kit.plain(one.title, 80)}  \n"
                    f":gray[{kit.plain(one.error, 300)}]", width="content")
        if not context.actor().may(Verb.WRITE, one.client_id, "notification"):
            return
        again = partial(context.agency().watchroom.notify.retry, context.actor(), one.id)
        st.button("Send again", key=f"notification_again_{one.id}", icon=":material/refresh:", on_click=kit.later,
                  args=(again, "It is sent again."))


def _row(one: NotificationView, name: str) -> dict[str, object]:
    zone, now = context.zone(), context.now()
    waits = one.state == NotificationState.WAITING and one.attempts
    return {
        "When": kit.when(one.created_at, zone, now), "State": kit.cell("notification", one.state), "To": name,
        "Severity": kit.cell("severity", one.severity), "What": one.title, "Why": REASONS.get(one.reason, kit.words(one.reason)),
        "Next try": kit.when(one.next_attempt_at, zone, now) if waits else "", "Alerts": len(one.told),
        "Sent": kit.absolute(one.sent_at, zone, now), "Tries": one.attempts,
        "Error": one.error,
    }
