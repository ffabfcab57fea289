"""The left side of the Studio: words, platforms, texts of their own, link, media and planned time."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from agency_core.domain.agent import PERSONA_LABELS, Persona
from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType
from agency_core.domain.platform import LABELS, Platform
from agency_core.errors import Invalid
from agency_core.ui import context, kit
from agency_core.ui.moments import explain, viewer_zone
from agency_core.ui.studio import sheet
from agency_core.ui.studio.desk import Desk
from agency_core.ui.studio.media import media

Counts = Mapping[str, tuple[int, int, str]]


def fields(desk: Desk) -> None:
    """Every field of the sheet."""
    st.text_input(
        "Title", key=sheet.TITLE, max_chars=300, disabled=desk.locked, persist_state="session",
        help="For you and for the title of articles, videos and drawn cards.",
    )
    kind, author = st.columns(2)
    kind.selectbox(
        "Kind", list(ContentType), format_func=lambda one: CONTENT_TYPE_LABELS[ContentType(one)], key=sheet.TYPE,
        disabled=desk.locked, persist_state="session",
    )
    with author:
        _author(desk)
    _platforms(desk)
    body = st.text_area(
        "Text", key=sheet.BODY, height=190, disabled=desk.locked, persist_state="session",
        help="What every platform says that has no text of its own. Counters follow when you leave the field.",
    )
    _counters(body or "", [name for name in st.session_state[sheet.PLATFORMS] if not st.session_state[sheet.own_switch(name)]])
    _own_texts(desk)
    st.text_input(
        "Link", key=sheet.LINK, type="url", disabled=desk.locked, persist_state="session", placeholder="https://",
        help="Where the post leads.",
    )
    media(desk)
    _planned(desk)


def _author(desk: Desk) -> None:
    known = ["", *(one.id for one in desk.agents)]
    current = st.session_state[sheet.AGENT]
    options = known if current in known else [*known, current]
    st.selectbox(
        "Creator", options, format_func=desk.agent_name, key=sheet.AGENT, persist_state="session",
        disabled=desk.content is not None, help="Who proposes it; fixed once it is saved.",
    )
    personas = {one.id: one.persona for one in desk.agents}
    persona = desk.content.persona if desk.content else personas.get(st.session_state[sheet.AGENT], "")
    if persona:
        label = PERSONA_LABELS.get(Persona(persona), persona) if persona in set(Persona) else persona
        st.caption(f"Persona: {kit.plain(label)}")


def _platforms(desk: Desk) -> None:
    st.pills(
        "Platforms", list(Platform), selection_mode="multi", key=sheet.PLATFORMS, disabled=desk.locked,
        persist_state="session", wrap=True, format_func=lambda one: _named(desk, one),
    )
    for name in st.session_state[sheet.PLATFORMS]:
        reach = desk.reach[name]
        if not reach.can_publish:
            st.caption(f":orange[:material/warning: {reach.label} cannot publish today.] {kit.plain(reach.reason)}")


def _named(desk: Desk, name: str) -> str:
    return LABELS[Platform(name)] if desk.reach[name].can_publish else f"{LABELS[Platform(name)]} · not today"


def _counters(text: str, names: list[str]) -> None:
    measured: Counts = context.agency().draft.lengths(text)
    shown = [counter(LABELS[Platform(name)], *measured[name]) for name in names if name in measured]
    if shown:
        st.caption(" · ".join(shown))


def counter(label: str, length: int, limit: int, unit: str) -> str:
    """A counter in Markdown: `LinkedIn 212 of 3,000 characters`, red and marked when it is over."""
    text = f"{label} {kit.number(length)} of {kit.number(limit)} {kit.plain(unit)}"
    return f":red[:material/error: {text}, {kit.number(length - limit)} too many]" if length > limit else text


def _own_texts(desk: Desk) -> None:
    names = st.session_state[sheet.PLATFORMS]
    if not names:
        st.caption("Choose at least one platform.")
        return
    with st.expander("Texts of their own", icon=":material/format_quote:", key="studio_own", expanded=bool(_switched(names))):
        for tab, name in zip(st.tabs([LABELS[Platform(one)] for one in names]), names, strict=True):
            with tab:
                _own_text(desk, name)


def _switched(names: list[str]) -> list[str]:
    return [name for name in names if st.session_state[sheet.own_switch(name)]]


def _own_text(desk: Desk, name: str) -> None:
    def begin() -> None:
        if st.session_state[sheet.own_switch(name)] and not st.session_state[sheet.own_text(name)]:
            st.session_state[sheet.own_text(name)] = st.session_state[sheet.BODY]

    label = LABELS[Platform(name)]
    own = st.toggle(
        f"A text of its own for {label}", key=sheet.own_switch(name), disabled=desk.locked, persist_state="session",
        on_change=begin,
    )
    if own:
        text = st.text_area(
            f"Text for {label}", key=sheet.own_text(name), height=150, disabled=desk.locked, persist_state="session",
        )
        _counters(text or "", [name])
    else:
        st.caption("Says the text above.")


def _planned(desk: Desk) -> None:
    scheduled = desk.status == "scheduled"
    picked = st.datetime_input(
        f"Planned time ({desk.zone.key})", value=None, key=sheet.WALL, disabled=desk.locked, persist_state="session",
        help="Move it with Reschedule below." if scheduled else "Approval puts it into the calendar at this time.",
    )
    if picked is None:
        st.caption("No time yet: after approval it waits until you schedule it.")
        return
    try:
        st.caption(kit.plain(explain(picked, desk.zone, viewer_zone())))
    except Invalid as error:
        kit.show_problem(error)
