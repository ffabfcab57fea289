"""What follows the post: texts that become the next posts of a thread, or comments, as each platform has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from agency_core.domain.platform import LABELS, FollowUp, Platform
from agency_core.domain.preview import Preview, Words
from agency_core.ui import kit
from agency_core.ui.studio import sheet
from agency_core.ui.studio.counters import counter, tone
from agency_core.ui.studio.desk import Desk

_LAST = "studio_follow_last"
MOST = 25


def follow_ups(desk: Desk, looks: Mapping[str, Preview]) -> None:
    """Every text that follows, and the way to add one."""
    rows: list[int] = st.session_state[sheet.FOLLOW]
    if rows:
        st.markdown("**Follows the post**")
    for place, row in enumerate(rows):
        with st.container(border=True, key=f"studio_follow_{row}"):
            _one(desk, looks, rows, place)
    if not desk.locked and len(rows) < MOST:
        st.button(
            "Add what follows", key="studio_follow_add", icon=":material/subdirectory_arrow_right:", on_click=_add, args=(rows,),
            help="The next post of a thread, or the first comment below the post, where a platform has it.",
        )


def becomes(follows: FollowUp, place: int) -> str:
    """What a text becomes; `place` counts from 1 for the first one after the post."""
    if follows is FollowUp.THREAD:
        return f"Post {place + 1} of the thread"
    return "First comment" if place == 1 else f"Comment {place}"


def _one(desk: Desk, looks: Mapping[str, Preview], rows: list[int], place: int) -> None:
    row = rows[place]
    text = st.text_area(
        f"Text {place + 1} after the post", key=sheet.follow_text(row), height=90, disabled=desk.locked, persist_state="session",
    )
    able = [name for name, look in looks.items() if look.follows is not FollowUp.NONE]
    known = list(dict.fromkeys([*able, *(st.session_state.get(sheet.follow_on(row)) or ())]))
    if len(known) > 1:
        st.pills(
            "Only on", known, selection_mode="multi", key=sheet.follow_on(row), disabled=desk.locked, persist_state="session",
            format_func=lambda one: LABELS[Platform(one)], help="Nothing chosen: on each of them.",
        )
    for said in _fates(looks, rows[: place + 1], text or ""):
        st.caption(said)
    if not desk.locked:
        _moves(rows, place)


def _fates(looks: Mapping[str, Preview], rows: Sequence[int], text: str) -> list[str]:
    """What the last of these rows becomes on which platforms, and how tight it gets, in Markdown."""
    fates: dict[str, list[str]] = {}
    rooms: list[tuple[str, Words]] = []
    for name, look in looks.items():
        label = LABELS[Platform(name)]
        if look.follows is FollowUp.NONE or not _goes(rows[-1], name):
            fates.setdefault("Not sent", []).append(label)
            continue
        written = [row for row in rows if _goes(row, name) and st.session_state.get(sheet.follow_text(row), "").strip()]
        place = max(len(written), 1)
        fates.setdefault(becomes(look.follows, place), []).append(label)
        rooms += [(label, each) for each in look.parts[place - 1 : place] if each.text == text]
    tight = [each for each in rooms if tone(each[1]) != "gray"] or sorted(rooms, key=lambda each: -each[1].share)[:1]
    return [
        *(f"{fate} on {', '.join(names)}." for fate, names in fates.items()),
        *(counter(words, label) for label, words in tight),
    ]


def _goes(row: int, name: str) -> bool:
    chosen = st.session_state.get(sheet.follow_on(row))
    return not chosen or name in chosen


def _moves(rows: list[int], place: int) -> None:
    row = rows[place]
    with kit.toolbar(f"studio_follow_moves_{row}"):
        st.button(
            "Up", key=f"studio_follow_up_{row}", icon=":material/arrow_upward:", type="tertiary", disabled=place == 0,
            on_click=_swap, args=(rows, place, place - 1),
        )
        st.button(
            "Down", key=f"studio_follow_down_{row}", icon=":material/arrow_downward:", type="tertiary",
            disabled=place == len(rows) - 1, on_click=_swap, args=(rows, place, place + 1),
        )
        st.button(
            "Remove", key=f"studio_follow_remove_{row}", icon=":material/delete:", type="tertiary",
            on_click=rows.remove, args=(row,),
        )


def _swap(rows: list[int], one: int, other: int) -> None:
    rows[one], rows[other] = rows[other], rows[one]


def _add(rows: list[int]) -> None:
    """A new row; its number is never that of an earlier one, whose fields may still be remembered."""
    state = st.session_state
    state[_LAST] = row = max(state.get(_LAST, 0), *rows, 0) + 1
    rows.append(row)
