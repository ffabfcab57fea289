"""What a platform has of its own: other words than the rest, and the choices that it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping

import streamlit as st

from agency_core.domain.platform import LABELS, Option, Platform
from agency_core.domain.preview import Preview
from agency_core.ui import kit
from agency_core.ui.studio import sheet
from agency_core.ui.studio.counters import counter
from agency_core.ui.studio.desk import Desk

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def per_platform(desk: Desk, looks: Mapping[str, Preview]) -> None:
    """One tab a platform."""
    names = st.session_state[sheet.PLATFORMS]
    if not names:
        st.caption("Choose at least one platform.")
        return
    state = st.session_state
    own = any(state[sheet.own_switch(name)] for name in names) or any(each[0] in names for each in sheet.read().options)
    with st.expander("On each platform: own words and choices", icon=":material/tune:", key="studio_own", expanded=own):
        for tab, name in zip(st.tabs([LABELS[Platform(one)] for one in names]), names, strict=True):
            with tab:
                _choices(desk, name)
                _own_text(desk, name, looks.get(name))


def choice_words(name: str) -> str:
    """A choice in words: `mentionedUsers` becomes `Mentioned users`."""
    return kit.words(_HUMP.sub(" ", name).lower())


def _choices(desk: Desk, name: str) -> None:
    can = desk.can.get(name)
    if can is None or not can.options:
        return
    for place, option in zip(st.columns(2) * len(can.options), can.options, strict=False):
        with place:
            _choice(desk, name, option)


def _choice(desk: Desk, name: str, option: Option) -> None:
    key = sheet.option(name, option.name)
    current = st.session_state.setdefault(key, "")
    others = [one for one in option.choices if one != option.default]
    known = ["", *others, *([current] if current and current not in others else [])]
    st.selectbox(
        f"{option.label} on {LABELS[Platform(name)]}", known, key=key, disabled=desk.locked, persist_state="session",
        format_func=lambda one: choice_words(one) if one else f"{choice_words(option.default)} (usual)",
    )


def _own_text(desk: Desk, name: str, look: Preview | None) -> None:
    def begin() -> None:
        if st.session_state[sheet.own_switch(name)] and not st.session_state[sheet.own_text(name)]:
            st.session_state[sheet.own_text(name)] = st.session_state[sheet.BODY]

    label = LABELS[Platform(name)]
    own = st.toggle(
        f"A text of its own for {label}", key=sheet.own_switch(name), disabled=desk.locked, persist_state="session",
        on_change=begin,
    )
    if not own:
        return
    st.text_area(f"Text for {label}", key=sheet.own_text(name), height=150, disabled=desk.locked, persist_state="session")
    if look:
        st.caption(counter(look.words, label))
