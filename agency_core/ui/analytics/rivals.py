"""Keeping competitors: entering profiles and their counts, changing and removing them, and sheets of counts."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.competitor import CompetitorChanges, CompetitorView, NewCompetitor, NewCount
from agency_core.domain.permission import Verb
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit
from agency_core.ui.analytics.count_import import count_import

_COLUMNS = "handle, platform, date, followers, posts, interactions"


def keep_rivals(client: ClientView) -> None:
    """Draw the forms below the comparison, for those who may enter numbers."""
    if not context.may(Verb.WRITE, "upload"):
        return
    service, actor = context.agency().competitors, context.actor()
    found = service.list(actor, client_id=client.id)
    with st.expander("Enter a competitor", icon=":material/person_add:", expanded=not found, key="rivals_enter"):
        _enter(client)
    if not found:
        return
    with st.expander("Enter counts", icon=":material/edit_note:", key="rivals_count"):
        _count(found)
    with st.expander("Import counts", icon=":material/upload_file:", key="rivals_import_box"):
        st.caption(
            f"A sheet with the columns {_COLUMNS}. Posts and interactions are those since the count before. Competitors have to "
            "be entered first; the same file twice adds nothing."
        )
        count_import(
            "rivals_import", "Sheet of counts", lambda file, dry: service.read(actor, client.id, file, is_dry_run=dry),
        )
    with st.expander(f"Change or remove ({len(found)})", icon=":material/groups:", key="rivals_list"):
        _change(found)


def _enter(client: ClientView) -> None:
    with st.form("rival_form", border=False, clear_on_submit=True):
        left, right = st.columns(2)
        platform = left.selectbox("Platform", list(LABELS), format_func=lambda one: LABELS[one], key="rival_platform")
        handle = right.text_input("Handle", key="rival_handle", placeholder="@name", max_chars=100)
        name = left.text_input("Name", key="rival_name", max_chars=120)
        url = right.text_input("Address", key="rival_url", placeholder="https://", max_chars=500)
        pressed = st.form_submit_button("Enter", key="rival_enter", type="primary", icon=":material/add:")
    if pressed:
        new = NewCompetitor(platform or "", handle or "", name or "", url or "")
        kit.act(lambda: context.agency().competitors.add(context.actor(), client.id, new=new), "Entered.")


def _count(found: tuple[CompetitorView, ...]) -> None:
    st.caption("What is public today: followers, and the posts and interactions (likes, comments, shares) since the last count.")
    names = kit.told_apart({each.id: _label(each) for each in found})
    with st.form("rival_count_form", border=False, clear_on_submit=True):
        chosen = st.selectbox("Competitor", list(names), format_func=lambda one: names[one], key="rival_count_of")
        day = st.date_input(
            "Day", context.now().astimezone(context.zone()).date(), key="rival_count_day", format="YYYY-MM-DD",
        )
        parts = st.columns(3)
        values = [
            parts[place].number_input(label, min_value=0, value=None, step=1, key=f"rival_count_{label.lower()}")
            for place, label in enumerate(("Followers", "Posts", "Interactions"))
        ]
        pressed = st.form_submit_button("Keep", key="rival_count_keep", type="primary")
    if pressed and chosen and day:
        count = NewCount(day, *(None if value is None else int(value) for value in values))
        kit.act(lambda: context.agency().competitors.record(context.actor(), chosen, [count]), "Kept.")


def _change(found: tuple[CompetitorView, ...]) -> None:
    names = kit.told_apart({each.id: _label(each) for each in found})
    chosen = st.selectbox("Competitor", list(names), format_func=lambda one: names[one], key="rival_chosen")
    rival = next((each for each in found if each.id == chosen), found[0])
    service, actor = context.agency().competitors, context.actor()
    with st.form(f"rival_change_{rival.id}", border=False):
        left, right = st.columns(2)
        handle = left.text_input("Handle", rival.handle, key=f"rival_handle_{rival.id}", max_chars=100)
        name = right.text_input("Name", rival.name, key=f"rival_name_{rival.id}", max_chars=120)
        url = st.text_input("Address", rival.url, key=f"rival_url_{rival.id}", max_chars=500)
        pressed = st.form_submit_button("Save", key=f"rival_save_{rival.id}")
    if pressed:
        changes = CompetitorChanges(handle or "", name or "", url or "")
        kit.act(lambda: service.update(actor, rival.id, changes=changes), "Saved.")
    rows = [
        {
            "Day": each.day.isoformat(), "Followers": each.followers, "Posts": each.posts, "Interactions": each.interactions,
            "Said by": each.source,
        }
        for each in service.counts(actor, rival.id)
    ]
    if rows:
        kit.table(rows, key=f"rival_counts_{rival.id}", alt="What was counted of this competitor", height=220)
    question = kit.Question(
        f"Remove {rival.name}?", f"Its {kit.count(rival.counts, 'count')} are deleted with it.", "Remove it", "Removed.",
    )
    kit.confirm_here(
        f"rival_remove_{rival.id}", "Remove", question, lambda: service.remove(actor, rival.id), icon=":material/delete:",
    )


def _label(each: CompetitorView) -> str:
    last = f", last counted {each.last_day}" if each.last_day else ", not counted yet"
    return f"{LABELS[Platform(each.platform)]} · {each.name} (@{each.handle}){last}"
