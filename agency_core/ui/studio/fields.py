"""The left side of the Studio: words, platforms, what each has of its own, what follows, link, media and planned time."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from agency_core.domain.agent import PERSONA_LABELS, Persona
from agency_core.domain.content import Priority
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.preview import Preview
from agency_core.errors import Invalid
from agency_core.ui import kit
from agency_core.ui.moments import explain, viewer_zone
from agency_core.ui.studio import sheet
from agency_core.ui.studio.about import about
from agency_core.ui.studio.counters import short_counter
from agency_core.ui.studio.desk import Desk
from agency_core.ui.studio.follow_ups import follow_ups
from agency_core.ui.studio.kinds import consequences, kind_choice
from agency_core.ui.studio.media import media
from agency_core.ui.studio.per_platform import per_platform

RANKS = {Priority.URGENT: "Urgent", Priority.NORMAL: "Normal", Priority.LOW: "Low"}


def fields(desk: Desk, looks: Mapping[str, Preview]) -> None:
    """Every field of the sheet; `looks` say how what stands in them comes out, by platform."""
    st.text_input(
        "Title", key=sheet.TITLE, max_chars=300, disabled=desk.locked, persist_state="session",
        help="For you and for the title of articles, videos and drawn cards.",
    )
    _platforms(desk)
    kind, author = st.columns(2)
    with kind:
        kind_choice(desk)
    with author:
        _author(desk)
    consequences(desk, looks)
    st.text_area(
        "Text", key=sheet.BODY, height=190, disabled=desk.locked, persist_state="session",
        help="What every platform says that has no text of its own. Counters follow when you leave the field.",
    )
    _counters(looks)
    per_platform(desk, looks)
    follow_ups(desk, looks)
    st.text_input(
        "Link", key=sheet.LINK, type="url", disabled=desk.locked, persist_state="session", placeholder="https://",
        help="Where the post leads. The previews say which platform shows it.",
    )
    media(desk)
    when, rank = st.columns([3, 2])
    with when:
        _planned(desk)
    with rank:
        _priority(desk)
    about(desk)


def _author(desk: Desk) -> None:
    known = ["", *(one.id for one in desk.agents)]
    current = st.session_state[sheet.AGENT]
    options = known if current in known else [*known, current]
    names = kit.told_apart({one: desk.agent_name(one) for one in options})
    st.selectbox(
        "Creator", options, format_func=lambda one: names[one], key=sheet.AGENT, persist_state="session",
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


def _counters(looks: Mapping[str, Preview]) -> None:
    """How long the shared text is where it is said."""
    shared = [look for name, look in looks.items() if not st.session_state[sheet.own_switch(name)]]
    shown = [short_counter(look.words, LABELS[Platform(look.platform)]) for look in shared]
    if shown:
        st.caption(" · ".join(shown))


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


def _priority(desk: Desk) -> None:
    st.selectbox(
        "Priority", [one.value for one in RANKS], format_func=lambda one: RANKS[Priority(one)], key=sheet.PRIORITY,
        disabled=desk.locked, persist_state="session", help="Which goes first when several are due on one account.",
    )
