"""What a person may ask for by right: everything that is kept of them as a file, and to be forgotten."""

from __future__ import annotations

import json
from functools import partial

import streamlit as st

from agency_core.domain.person import PersonView
from agency_core.ui import context, kit


def data_of(one: PersonView) -> None:
    """Draw the button that downloads what is kept of a person: their own, or anybody's for owners."""
    farewell, actor = context.agency().keeping.farewell, context.actor()
    if one.id != actor.id and not actor.owns("person"):
        return

    def told() -> str:
        return json.dumps(farewell.person(actor, one.id), default=str, ensure_ascii=False, indent=1)

    mine = one.id == actor.id
    st.download_button(
        f"Download what is kept of {'me' if mine else 'them'}", told, "personal-data.json", "application/json",
        key=f"person_data_{one.id}", icon=":material/download:", on_click="ignore",
        help="Everything about the person, without what they sign in with; of history the newest 10,000 entries",
    )


def forgetting(one: PersonView) -> None:
    """Draw the way to forget somebody for good; for owners, and never for oneself."""
    actor = context.actor()
    if one.id == actor.id or not actor.owns("person"):
        return
    with st.expander("Forget this person", icon=":material/person_remove:", key=f"person_forget_{one.id}"):
        st.caption("For who asks for it by right. They are signed out, their roles and keys end, and an id stands where their "
                   "name and address stood. What they did stays. It cannot be taken back; to lock somebody out, disable them.")
        key = f"person_forget_typed_{one.id}"
        typed = st.text_input("To forget them, type their address", key=key, placeholder=one.email) or ""
        if st.button(
            "Forget for good", key=f"person_forget_now_{one.id}", icon=":material/delete_forever:",
            disabled=typed.strip() != one.email,
        ):
            kit.act(partial(_forget, one.id, typed), "They are forgotten.")


def _forget(person_id: str, typed: str) -> None:
    context.agency().keeping.farewell.erase_person(context.actor(), person_id, typed=typed)
    kit.set_param("person", "")
