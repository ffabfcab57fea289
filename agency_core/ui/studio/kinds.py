"""The kind of content: those that the chosen platforms carry, and what becomes of it where one does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType
from agency_core.domain.platform import LABELS, Capabilities, Platform
from agency_core.domain.preview import Preview, drawn_as
from agency_core.ui import kit
from agency_core.ui.studio import sheet
from agency_core.ui.studio.desk import Desk


def kind_choice(desk: Desk) -> None:
    """The select box of the kind."""
    names = [one for one in st.session_state[sheet.PLATFORMS] if one in desk.can]
    carried = carriers(desk.can, names)
    current = st.session_state[sheet.TYPE]
    options = [one for one in ContentType if carried[one] or one == current or not names]

    def label(kind: str) -> str:
        left = [LABELS[Platform(one)] for one in names if one not in carried[kind]]
        word = CONTENT_TYPE_LABELS[ContentType(kind)]
        return f"{word} · not on {', '.join(left)}" if left else word

    st.selectbox(
        "Kind", options, format_func=label, key=sheet.TYPE, disabled=desk.locked, persist_state="session",
        help="Kinds that none of the chosen platforms carries are left out.",
    )


def carriers(can: Mapping[str, Capabilities], names: Sequence[str]) -> dict[str, list[str]]:
    """Which of these platforms carry each kind, as it is or with a drawn picture."""
    return {
        kind.value: [one for one in names if kind in can[one].kinds or drawn_as(can[one], kind)] for kind in ContentType
    }


def consequences(desk: Desk, looks: Mapping[str, Preview]) -> None:
    """What becomes of the content on each chosen platform that does not take it as it is."""
    drawn = [LABELS[Platform(one)] for one, look in looks.items() if look.drawn]
    if drawn:
        names = " and ".join(drawn)
        st.caption(f":material/wallpaper: {names}: nothing is published without a picture, so one with the title is drawn.")
    for name, look in looks.items():
        if not look.kind:
            takes = ", ".join(CONTENT_TYPE_LABELS[ContentType(one)].lower() for one in sorted(desk.can[name].kinds))
            st.caption(
                f":orange[:material/warning: {LABELS[Platform(name)]} does not carry this as it is] and gets nothing. "
                f"It takes: {kit.plain(takes)}."
            )
