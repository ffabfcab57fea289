"""The tokens that there are: what they are for, when they were used, and how they are replaced or ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import streamlit as st

from agency_core.domain.person import TokenView
from agency_core.ui import context, kit
from agency_core.ui.tokens.shown_once import keep_to_show

_OVERLAPS = {0: "at once", 1: "in an hour", 24: "in a day", 168: "in a week"}


def listed(place: str, tokens: Sequence[TokenView], *, nothing: str) -> None:
    """Draw tokens that hold, and those that ended lately in one line.

    Args:
        place: where they are drawn; the keys of the widgets begin with it.
        tokens: the newest first.
        nothing: what to say when there is none that holds.
    """
    now = context.now()
    live = [one for one in tokens if one.revoked_at is None and one.expires_at is not None and one.expires_at > now]
    for one in live:
        _row(place, one)
    if not live:
        st.caption(nothing)
    ended = [one for one in tokens if one not in live]
    if ended:
        st.caption("Ended: " + ", ".join(kit.plain(f"{one.name} ({one.id[-6:]})") for one in ended[:10]) + ".")


def _row(place: str, one: TokenView) -> None:
    zone, now = context.zone(), context.now()
    used = f"used {kit.relative(one.last_used_at, now)}" if one.last_used_at else "not used yet"
    until = f"ends {kit.when(one.expires_at, zone, now)}" if one.expires_at else ""
    with st.container(key=f"{place}_row_{one.id}", gap="small"):
        st.markdown(f"**{kit.plain(one.name)}** :gray[{one.id[-6:]} · {used} · {until}]")
        st.caption(kit.plain(", ".join(one.scopes), 400))
        with st.container(horizontal=True, gap="small"):
            with st.popover("Replace", icon=":material/autorenew:", key=f"{place}_replace_{one.id}"):
                _replace(place, one)
            revoke = partial(context.agency().door.tokens.revoke, context.actor(), one.id)
            kit.confirm_here(f"{place}_revoke_{one.id}", "Revoke", _question(one), revoke, icon=":material/block:")


def _replace(place: str, one: TokenView) -> None:
    hours = st.selectbox(
        "The old one ends", list(_OVERLAPS), format_func=_OVERLAPS.__getitem__, key=f"{place}_overlap_{one.id}",
    )
    if st.button("Make another", key=f"{place}_again_{one.id}", type="primary"):
        rotate = context.agency().door.tokens.rotate
        keep_to_show(place, partial(rotate, context.actor(), one.id, overlap=timedelta(hours=hours)))


def _question(one: TokenView) -> kit.Question:
    return kit.Question(
        f"Revoke {one.name}?", "Whatever uses it is refused from now on. It cannot be taken back.", "Revoke it",
        f"{one.name} is revoked.",
    )
