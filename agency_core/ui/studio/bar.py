"""The bar at the foot of the Studio: how it is saved, and the next step of the content."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.content import ContentChanges, ContentView
from agency_core.domain.permission import Verb
from agency_core.errors import AgencyError, Invalid, Stale
from agency_core.ui import context, kit
from agency_core.ui.moments import moment_of
from agency_core.ui.studio import sheet
from agency_core.ui.studio.desk import CONTENT, Desk

PROBLEM = "studio_problem"
TIMED = frozenset({"approved", "scheduled", "failed"})
"""Where content stands that can be given a time."""


def bar(desk: Desk) -> None:
    """Saved stamp and buttons, always in sight."""
    with st.bottom, st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="studio_bar",
    ):
        st.markdown(_stamp(desk), width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            _buttons(desk)


def _stamp(desk: Desk) -> str:
    if desk.locked:
        return f":gray[{kit.plain(kit.status('content', desk.status).word)}: its words can no longer change.]"
    if desk.status == "scheduled" and sheet.changed() and not sheet.words_changed():
        told = "press Reschedule to take it" if context.may(Verb.DECIDE, "content") else "somebody who approves has to set it"
        return f":orange[:material/edit: A new time: {told}.]"
    if sheet.changed():
        back = "" if desk.status == "draft" else " Saving takes it back to draft."
        return f":orange[:material/edit: Not saved yet.{back}]"
    if desk.content is None:
        return ":gray[A new draft]"
    return f":gray[:material/check: Saved {kit.when(desk.content.updated_at, desk.zone, context.now())}]"


def _buttons(desk: Desk) -> None:
    status = desk.status
    if desk.locked:
        _tagging(desk)
        return
    # Never disabled: words that are still being typed reach us only with the press itself.
    if st.button("Save draft", key="studio_save", icon=":material/save:", shortcut="Alt+S") and _save(desk):
        st.rerun()
    if status == "draft" and st.button(
        "Submit for review", key="studio_submit", type="primary", icon=":material/rate_review:",
        help="Saves it and hands it to a person; approval schedules it at its planned time.",
    ):
        _submit(desk)
    elif status == "in_review":
        words = "Decide" if context.may(Verb.DECIDE, "content") else "See it in Review"
        kit.go("review", words, icon=":material/rate_review:", review_content=desk.content.id if desk.content else "")
    elif status in TIMED and not context.may(Verb.DECIDE, "content"):
        st.caption(":material/visibility: An approver, a manager or an owner gives it its time.", width="content")
    elif status in TIMED and st.button(
        "Reschedule" if status == "scheduled" else "Schedule", key="studio_schedule", type="primary",
        icon=":material/event:", disabled=sheet.words_changed(),
        help="Publishes it at its planned time. Save changed words first.",
    ):
        _schedule(desk)


def _tagging(desk: Desk) -> None:
    """What content is counted under may change when its words no longer can."""
    now, kept = sheet.read(), desk.content
    if kept is None or (now.topic, now.campaign) == (kept.topic, kept.campaign):
        return
    if st.button("Save topic and campaign", key="studio_tag", type="primary", icon=":material/sell:"):
        changes = ContentChanges(topic=now.topic, campaign=now.campaign, revision=sheet.seen())
        with kit.problems("Saving"):
            context.agency().draft.update(context.actor(), kept.id, changes=changes)
            sheet.accept(kept.id)
            kit.flash("Saved: its posts are counted under it from now on.")
            st.rerun()


def _save(desk: Desk) -> bool:
    dirty = sheet.words_changed() if desk.status == "scheduled" else sheet.changed()
    if desk.content is not None and not dirty:
        kit.flash("Saved already: nothing has changed.")
        return True
    if save(desk) is None:
        return False
    kit.flash("Saved.")
    return True


def save(desk: Desk) -> ContentView | None:
    """Store the sheet; None when that failed, with the reason on the page and every word still in its field."""
    kept = desk.content
    with_time = desk.status != "scheduled"
    agency, actor, now = context.agency(), context.actor(), sheet.read()
    with kit.problems("Saving"):
        try:
            if kept is None:
                stored = agency.draft.create(actor, new=now.as_new(desk.client.id, desk.zone))
            else:
                stored = agency.draft.update(
                    actor, kept.id, changes=now.as_changes(desk.zone, sheet.seen(), with_time=with_time),
                )
        except Stale:
            st.rerun()  # the page then shows both versions and asks
        sheet.accept(stored.id)
        kit.set_param(CONTENT, stored.id)
        return stored
    return None


def _submit(desk: Desk) -> None:
    stored = save(desk) if sheet.changed() or desk.content is None else desk.content
    if stored is None:
        return
    try:
        context.agency().review.submit(context.actor(), stored.id, revision=stored.revision)
        kit.flash("Submitted for review.")
    except AgencyError as error:
        st.session_state[PROBLEM] = error  # shown by the run that follows, beside the saved words
    st.rerun()


def _schedule(desk: Desk) -> None:
    if desk.content is None:
        return
    content_id, agency, actor = desk.content.id, context.agency(), context.actor()
    with kit.problems("Scheduling"):
        at = moment_of(sheet.read().planned, desk.zone)
        if at is None:
            raise Invalid("There is no planned time.", field="scheduled_time", remedy="Choose a day and a time.")
        act = agency.schedule.reschedule if desk.status == "scheduled" else agency.schedule.schedule
        act(actor, content_id, at=at)
        sheet.accept(content_id)
        kit.flash(f"Scheduled for {kit.absolute(at, desk.zone, context.now())} {desk.zone.key}.")
        st.rerun()
