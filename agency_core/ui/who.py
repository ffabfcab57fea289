"""Who did something, by name: history and records name people by their id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import streamlit as st

from agency_core.ui import context

_NAMES, _LASTS = "names_of_people", timedelta(seconds=30)


def who(label: str) -> str:
    """Somebody by name, as plain text: `you`, a person's name, or the name without what sort of actor it is.

    Args:
        label: how history names an actor, for example `person:owner`.
    """
    if label == context.actor().label:
        return "you"
    kind, _, name = label.partition(":")
    if kind == "person" and context.agency().door.sessions.needs_sign_in():
        return _names().get(name, {"owner": "the owner of the machine", "nobody": "nobody signed in"}.get(name, "somebody"))
    return name or label


def label_of(said: str) -> str:
    """The label by which history names a person who is called so; `said` itself when it is nobody's name."""
    found = [person_id for person_id, name in _names().items() if name.casefold() == said.casefold()]
    return f"person:{found[0]}" if len(found) == 1 else said


def _names() -> Mapping[str, str]:
    """Everybody's name by id, read at most twice a minute for one who looks."""
    now = context.now()
    held: tuple[datetime, Mapping[str, str]] | None = st.session_state.get(_NAMES)
    if held is None or not timedelta(0) <= now - held[0] < _LASTS:
        held = (now, context.agency().door.people.names(context.actor()))
        st.session_state[_NAMES] = held
    return held[1]
