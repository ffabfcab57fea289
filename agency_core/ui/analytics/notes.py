"""Notes on the time axis: what happened is drawn on a trend, listed below it, and can be added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from agency_core.domain.annotation import LONGEST_LABEL, Note, NoteKind
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.analytics.period import View, dates
from agency_core.ui.analytics.views import show
from agency_core.ui.kit.charts.show import Figure

NOTES = "analytics_notes"
_OFF = "off"
_SHOWN = "analytics_notes_shown"
_EDITED = "analytics_note_edited"
_LOOKS = {
    NoteKind.NOTE: ("#4A80E8", "sticky_note_2", "Note"), NoteKind.CRITICAL: ("#D64550", "error", "Alert"),
    NoteKind.PAUSE: ("#7C8798", "pause_circle", "Pause"), NoteKind.CAMPAIGN: ("#8A4FD0", "campaign", "Campaign"),
    NoteKind.WARNING: ("#C96A12", "warning", "Alert"), NoteKind.ACCOUNT: ("#0E8FA3", "hub", "Account"),
    NoteKind.IMPORT: ("#7C8798", "upload_file", "Import"),
}
"""Colour on both themes, icon and word of each kind; the number beside it tells them apart without colours."""
_ROWS = 4
"""So many heights the numbers stand at, so that neighbours do not cover each other."""


def notes_of(view: View) -> tuple[Note, ...]:
    """What happened in the period, oldest first; nothing while the notes are switched off."""
    if kit.param(NOTES) == _OFF:
        return ()
    wanted = view.wanted
    found = context.agency().annotations.between(
        context.actor(), client_id=wanted.client_id, first=wanted.first, last=wanted.last,
    )
    return tuple(sorted(found, key=lambda each: (each.first, each.last, each.label)))


def mark(figure: Figure, notes: Sequence[Note]) -> Figure:
    """A copy of a figure over days with the notes on it: a line for a day, an area for more, each with its number on top.

    Args:
        figure: a Plotly figure as a dictionary; its horizontal axis has days.
        notes: in the order of their numbers, from 1.
    """
    if not notes:
        return figure
    layout = dict(figure["layout"])
    layout["shapes"] = [*layout.get("shapes", ()), *(_shape(each) for each in notes)]
    layout["annotations"] = [
        *layout.get("annotations", ()), *(_number(place, each) for place, each in enumerate(notes, 1)),
    ]
    layout["margin"] = {**layout.get("margin", {}), "t": 26 + 13 * min(len(notes), _ROWS)}
    return {**figure, "layout": layout}


def noted(view: View, notes: Sequence[Note]) -> None:
    """The switch, the list of the notes by their numbers, and the way to add one."""
    with st.container(horizontal=True, vertical_alignment="center", key="analytics_notes_row"):
        st.session_state[_SHOWN] = kit.param(NOTES) != _OFF
        st.toggle("What happened", key=_SHOWN, on_change=_switch, help="Notes, alerts, pauses, campaigns and imports.")
        if context.may(Verb.WRITE, "note"):
            with st.popover("Add a note", icon=":material/add_notes:", key="analytics_note_new"):
                _add(view)
    if notes:
        with st.expander(kit.count(len(notes), "note"), expanded=len(notes) <= 6, key="analytics_notes_list"):
            for place, each in enumerate(notes, 1):
                _row(place, each)
    elif st.session_state[_SHOWN]:
        st.caption("Nothing is noted in this period.")


def _shape(note: Note) -> dict[str, Any]:
    colour = _LOOKS[note.kind][0]
    area = note.first != note.last
    return {
        "type": "rect" if area else "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": note.first, "x1": note.last,
        "layer": "below", "line": {"color": colour, "width": 1 if area else 1.5, "dash": "dot"},
        **({"fillcolor": colour, "opacity": 0.12} if area else {}),
    }


def _number(place: int, note: Note) -> dict[str, Any]:
    return {
        "x": note.first, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 13 * ((place - 1) % _ROWS),
        "text": str(place), "showarrow": False, "font": {"size": 11, "color": _LOOKS[note.kind][0]},
        "hovertext": f"{_LOOKS[note.kind][2]}: {_flat(note.label)}", "captureevents": True,
    }


def _flat(label: str) -> str:
    """Plotly reads a few tags in its texts; people's words have none."""
    return label.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _switch() -> None:
    kit.set_param(NOTES, "" if st.session_state[_SHOWN] else _OFF)


def _days(note: Note) -> str:
    return kit.day(note.first) + f" {note.first.year}" if note.first == note.last else dates(note.first, note.last)


def _row(place: int, note: Note) -> None:
    if note.id and st.session_state.get(_EDITED) == note.id:
        _edit(note)
        return
    _, icon, word = _LOOKS[note.kind]
    with st.container(horizontal=True, vertical_alignment="center", key=f"analytics_note_{place}"):
        said = f"**{place}** · {_days(note)} · :material/{icon}: {word}: {kit.plain(note.label, 160)}"
        st.markdown(said, width="content")
        if note.id and context.may(Verb.WRITE, "note"):
            st.button("Edit", key=f"analytics_note_edit_{note.id}", type="tertiary", icon=":material/edit:", on_click=_begin,
                      args=(note.id,))
            _delete(note)
        elif urlsplit(note.link).path == "/analytics":
            st.button("Show it", key=f"analytics_note_show_{place}", type="tertiary", icon=":material/arrow_forward:",
                      on_click=show, args=(dict(parse_qsl(urlsplit(note.link).query)),))
        elif note.link:
            kit.go_to(note.link)


def _delete(note: Note) -> None:
    question = kit.Question("Delete this note?", f"“{note.label}” goes from every chart.", "Delete the note", "Deleted.")
    kit.confirm_here(
        f"analytics_note_delete_{note.id}", "Delete", question,
        lambda: context.agency().annotations.delete(context.actor(), note.id), icon=":material/delete:",
    )


def _begin(note_id: str) -> None:
    st.session_state[_EDITED] = note_id


def _add(view: View) -> None:
    first, last, label = _fields("new", view.wanted.last, view.wanted.last, "")
    if st.button("Add the note", key="analytics_note_add", type="primary"):
        def add() -> None:
            context.agency().annotations.add(
                context.actor(), client_id=view.client.id, first=first, last=last, label=label,
            )
            del st.session_state["analytics_note_label_new"]

        kit.act(add, "Noted.")


def _edit(note: Note) -> None:
    with st.container(border=True, key=f"analytics_note_form_{note.id}"):
        first, last, label = _fields(note.id, note.first, note.last, note.label)
        with st.container(horizontal=True):
            if st.button("Save", key=f"analytics_note_save_{note.id}", type="primary"):
                def change() -> None:
                    context.agency().annotations.change(context.actor(), note.id, first=first, last=last, label=label)
                    st.session_state.pop(_EDITED)

                kit.act(change, "Changed.")
            st.button("Keep it as it is", key=f"analytics_note_keep_{note.id}", on_click=_begin, args=("",))


def _fields(of: str, first: date, last: date, label: str) -> tuple[date, date, str]:
    begin, end = st.columns(2)
    with begin:
        chosen = st.date_input("First day", value=first, key=f"analytics_note_first_{of}", format="YYYY-MM-DD")
    with end:
        until = st.date_input("Last day", value=last, key=f"analytics_note_last_{of}", format="YYYY-MM-DD")
    said = st.text_input("What happened", value=label, key=f"analytics_note_label_{of}", max_chars=LONGEST_LABEL)
    return chosen or first, until or last, said or ""
