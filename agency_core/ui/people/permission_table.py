"""The table of permissions: for every noun, what each role may do to it."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.permission import NOUN_LABELS, ROLE_MEANS, Role, Verb, verbs
from agency_core.ui import kit

_SHORT = {Verb.VIEW: "see", Verb.WRITE: "change", Verb.DECIDE: "decide", Verb.ADMIN: "run"}


def permission_table() -> None:
    """Draw it, with what each role is for above it."""
    for role, means in ROLE_MEANS.items():
        st.markdown(f"**{kit.words(role)}**: {means}")
    st.caption("See: look at it. Change: make, edit or delete it. Decide: approve, publish or set it up. Run: for the whole "
               "agency. Whoever may not see something is told that it does not exist, or that the role does not show it.")
    rows = [{"": label, **{kit.words(role): said(role, noun) for role in Role}} for noun, label in NOUN_LABELS.items()]
    kit.table(rows, key="people_permissions", alt="What each role may do, noun by noun")


def said(role: Role, noun: str) -> str:
    """What a role may do to a noun, in words; a dash for nothing."""
    return ", ".join(_SHORT[verb] for verb in verbs(role, noun)) or "–"
