"""Everybody: who they are, what they are for each client, and what can be done about it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.domain.permission import Role, Verb
from agency_core.domain.person import PersonView
from agency_core.services.farewell import GONE
from agency_core.ui import context, kit
from agency_core.ui.people.browsers import browsers
from agency_core.ui.people.data_request import data_of, forgetting
from agency_core.ui.people.role_words import LABELS, WHOLE, role_of

MOST_COLUMNS = 30
_NOTHING = ""


def directory() -> None:
    """Draw the people, the roles as a table to edit, and the details of the one that is open."""
    found = context.agency().door.people.list(context.actor())
    people = tuple(one for one in found if not one.email.endswith(GONE))
    if not people:
        kit.empty("Nobody here is yours to look after yet. Invite somebody for your client.", icon=":material/group:")
        return
    _roles(people)
    st.caption(f"{kit.count(len(people), 'person', 'people')}. Whoever gets other roles has to sign in again.")
    names = {one.id: f"{one.name} · {one.email}" for one in people}
    wanted = kit.choose("Details of", {"": "Choose somebody", **names}, param_name="person", kind="select")
    chosen = next((one for one in people if one.id == wanted), None)
    if chosen:
        _details(chosen)


def _roles(people: tuple[PersonView, ...]) -> None:
    columns = {"": WHOLE, **{one.id: one.name for one in context.clients()[:MOST_COLUMNS]}}
    headings = _headings(columns)
    rows = [
        {
            "Person": one.name, "Address": one.email, "State": "may come in" if one.status == "active" else "disabled",
            "Second factor": one.has_totp,
            **{headings[each]: LABELS[one.roles[each]] if each in one.roles else _NOTHING for each in columns},
        }
        for one in people
    ]
    actor = context.actor()
    others = [headings[each] for each in columns if not actor.may(Verb.DECIDE, each, "person")]
    fixed = ["Person", "Address", "State", "Second factor", *others]
    choices = {
        headings[each]: st.column_config.SelectboxColumn(
            headings[each], options=[_NOTHING, *(label for role, label in LABELS.items() if not each or role != "owner")],
        )
        for each in columns
    }
    edited = st.data_editor(
        rows, key=f"people_roles_{_edition()}", hide_index=True, disabled=fixed, column_config=choices, num_rows="fixed",
    )
    changes = {
        one.id: found for one, before, after in zip(people, rows, edited, strict=True)
        if (found := {each: role_of(str(after[headings[each]] or "")) for each in columns
                      if (after[headings[each]] or "") != before[headings[each]]})
    }
    with st.container(horizontal=True):
        if st.button("Save roles", key="people_save_roles", type="primary", disabled=not changes, icon=":material/save:"):
            kit.act(partial(_save, changes), "The roles are saved.")
        kit.csv_button(rows, "people", key="people_csv")


def _save(changes: dict[str, dict[str, Role | None]]) -> None:
    st.session_state["people_edition"] = _edition() + 1
    for person_id, roles in changes.items():
        context.agency().door.people.set_roles(context.actor(), person_id, roles=roles)


def _edition() -> int:
    return int(st.session_state.get("people_edition", 0))


def _headings(columns: dict[str, str]) -> dict[str, str]:
    """A heading for each client, also where two have the same name."""
    taken: dict[str, str] = {}
    for each, name in columns.items():
        taken[each] = name if name not in taken.values() else f"{name} ({each[-4:]})"
    return taken


def _details(one: PersonView) -> None:
    door, actor = context.agency().door, context.actor()
    with st.container(border=True):
        seen = kit.when(one.last_seen_at, context.zone(), context.now()) if one.last_seen_at else "never"
        st.markdown(f"**{kit.plain(one.name)}** · {kit.plain(one.email)}")
        st.caption(f"Here since {kit.when(one.created_at, context.zone(), context.now())} · last seen {seen}")
        with st.container(horizontal=True):
            if one.status == "active":
                ask = kit.Question(f"Disable {one.name}?", "They are signed out at once and cannot come in again.", "Disable",
                                   f"{one.name} is disabled.")
                kit.confirm_here(f"person_off_{one.id}", "Disable", ask, partial(door.people.disable, actor, one.id),
                                 icon=":material/person_off:")
            elif st.button("Enable", key=f"person_on_{one.id}", icon=":material/person:"):
                kit.act(partial(door.people.enable, actor, one.id), f"{one.name} may come in again.")
            if one.has_totp and one.id != actor.id:
                ask = kit.Question(f"Take the second factor of {one.name} away?", "For who lost their phone. They sign in with "
                                   "the password alone until they add another.", "Take it away", "It is taken away.")
                kit.confirm_here(f"person_totp_{one.id}", "Take the second factor away", ask,
                                 partial(door.second_factor.remove, actor, one.id))
            data_of(one)
        browsers(one.id)
        forgetting(one)
