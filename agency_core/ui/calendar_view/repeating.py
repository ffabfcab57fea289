"""Repeating content: the form of a rule with its next ten times, and what a client repeats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.content import ContentView
from agency_core.domain.permission import Verb
from agency_core.domain.recurrence import Every, Recurrence, RecurrenceView
from agency_core.ui import context, kit
from agency_core.ui.calendar_view.slot_editor import DAYS

REPEATABLE = frozenset({"approved", "scheduled", "published", "partly_published"})
_UNITS = {Every.DAY: "days", Every.WEEK: "weeks", Every.MONTH: "months"}


def repeat_form(content: ContentView) -> None:
    """The rule by which content is to be repeated, with the times that it means; nothing where it is not approved."""
    if content.status not in REPEATABLE or not context.may(Verb.DECIDE, "content"):
        return
    with st.expander("Repeat …", key=f"repeat_{content.id}", icon=":material/repeat:"):
        rule = _rule(content)
        with kit.problems("The rule"):
            recur, actor = context.agency().calendar.recur, context.actor()
            times = recur.preview(actor, client_id=content.client_id, rule=rule)
            _times(times)
            if st.button("Repeat it", key="repeat_it", type="primary", icon=":material/repeat:", disabled=not times):
                kit.act(lambda: recur.create(actor, content.id, rule=rule), f"“{content.title}” is repeated.")


def _rule(content: ContentView) -> Recurrence:
    zone = context.zone()
    start = (content.scheduled_time or context.now()).astimezone(zone)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        interval = st.number_input("Every", 1, 99, 1, key="repeat_interval", width=110)
        every = st.selectbox("Unit", list(_UNITS), index=1, format_func=lambda one: _UNITS[one], key="repeat_unit", width=130)
        at = st.time_input(f"At ({zone.key})", value=start.time().replace(second=0, microsecond=0), key="repeat_at", step=300)
    days: list[int] = []
    if every is Every.WEEK:
        days = st.pills(
            "On", range(7), default=[start.weekday()], selection_mode="multi", key="repeat_days",
            format_func=lambda one: DAYS[one][:3],
        )
    with st.container(horizontal=True):
        first = st.date_input("From", value=start.date(), key="repeat_from")
        until = st.date_input("Until (may be empty)", value=None, key="repeat_until")
    return Recurrence(
        every, at or time(9), zone.key, first or start.date(), int(interval), tuple(days), start.day, _day(until),
    )


def _day(picked: object) -> date | None:
    return picked if isinstance(picked, date) else None


def _times(times: Iterable[datetime]) -> None:
    zone, now = context.zone(), context.now()
    said = [kit.absolute(each, zone, now) for each in times]
    if said:
        st.caption(f":material/event: {kit.plain(', '.join(said))} ({kit.plain(zone.key)})")
    else:
        st.caption("This rule has no time to come.")


def repetitions(client: ClientView) -> None:
    """What a client repeats, with the buttons that pause, end and leave out a day."""
    st.caption("Copies are laid two weeks ahead. The approval of the pattern covers them while it says the same.")
    found = context.agency().calendar.recur.list(context.actor(), client_id=client.id)
    if not found:
        kit.empty("Nothing is repeated yet. Open approved content in the calendar and choose Repeat.", icon=":material/repeat:")
    for each in found:
        with st.container(border=True, key=f"repetition_{each.id}"):
            _one(each)


def _one(view: RecurrenceView) -> None:
    state = "Ended" if view.next_at is None else "Paused" if view.paused else "Active"
    with kit.spread():
        st.markdown(f"**{kit.plain(view.title)}** :gray[{state} · {kit.plain(_said(view.rule))}]", width="content")
        kit.go("calendar", "Open", icon=":material/open_in_new:", content=view.content_id)
    if view.held:
        st.warning(f"Nothing is laid: {kit.plain(view.held)}", icon=":material/warning:")
    if view.next_at is None:
        return
    _times(view.times)
    if not context.may(Verb.DECIDE, "recurrence"):
        return
    recur, actor = context.agency().calendar.recur, context.actor()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Resume" if view.paused else "Pause", key=f"repeat_pause_{view.id}", icon=":material/pause:"):
            kit.act(lambda: recur.pause(actor, view.id, paused=not view.paused), "Goes on." if view.paused else "Paused.")
        days = [each.astimezone(context.zone()).date() for each in view.times]
        skipped = st.selectbox(
            "Leave out", days, key=f"repeat_skip_{view.id}", index=None,
            format_func=lambda one: f"{kit.day(one)} {one.year}", placeholder="A day", width=180,
        )
        if st.button("Leave it out", key=f"repeat_skip_it_{view.id}", disabled=skipped is None) and skipped:
            kit.act(lambda: recur.skip(actor, view.id, day=skipped), "Left out.")
        question = kit.Question(
            f"End the repetition of “{view.title}”?", "Its copies in the calendar that are not on their way are cancelled.",
            "End it", "Ended.",
        )
        kit.confirm_here(f"repeat_end_{view.id}", "End", question, lambda: recur.end(actor, view.id, withdraw=True))


def _said(rule: Recurrence) -> str:
    """A rule in words: `every 2 weeks on Mon, Thu at 09:00 Europe/Berlin, until 1 Mar 2027`."""
    unit = _UNITS[rule.every] if rule.interval > 1 else _UNITS[rule.every].removesuffix("s")
    count = f"{rule.interval} " if rule.interval > 1 else ""
    on = {
        Every.DAY: "", Every.WEEK: f" on {', '.join(DAYS[each][:3] for each in sorted(rule.weekdays))}",
        Every.MONTH: f" on day {rule.day}",
    }
    end = f", until {kit.day(rule.until)} {rule.until.year}" if rule.until else f", {rule.count} times" if rule.count else ""
    return f"every {count}{unit}{on[rule.every]} at {rule.at:%H:%M} {rule.timezone}{end}"
