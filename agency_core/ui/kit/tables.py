"""Tables: rows of plain values, columns with a format, and an Open button that writes the row's id into the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st
from streamlit.column_config import MultiselectColumn
from streamlit.elements.lib.column_types import ColumnConfig

from agency_core.ui.kit import links
from agency_core.ui.kit.formats import MISSING
from agency_core.ui.kit.states import STATUSES, Level

_CELL_COLOURS = {level: level.value.colour for level in Level}
_OPEN = "Open"
MOST_ROWS, TALLEST = 20, 660
"""With how many rows a table is shown whole; with more it scrolls within this height in pixels."""


@dataclass(frozen=True)
class Opens:
    """What an Open button does: write the id of its row (`ids`, in the order of rows) into query parameter `param`."""

    param: str
    ids: Sequence[str] = field(default_factory=tuple)
    label: str = _OPEN


def status_column(label: str, noun: str) -> ColumnConfig:
    """A column of states of `noun`; its cells come from `kit.cell(noun, state)`."""
    states = {one.cell: _CELL_COLOURS[one.level] for one in STATUSES[noun].values()}
    return MultiselectColumn(label, options=list(states), color=list(states.values()))


def table(
    rows: Sequence[Mapping[str, object]], *, key: str, alt: str, columns: Mapping[str, Any] | None = None,
    opens: Opens | None = None, height: int | None = None,
) -> None:
    """Show rows as a table.

    Args:
        rows: one mapping per row, all with the same keys, which are the headings; values plain, times already formatted.
        key: the widget key.
        alt: what the table holds, in one sentence, for screen readers.
        columns: `st.column_config` by heading; None hides a column.
        opens: an Open button in each row.
        height: in pixels; by its rows otherwise.
    """
    links.follow()
    data: dict[str, list[object]] = {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
    config: dict[str, Any] = dict(columns or {})
    if opens and rows:
        click = f"{key}_open"
        data = {"": [opens.label] * len(rows), **data}
        config[""] = st.column_config.ButtonColumn(
            "", key=click, width=70, type="tertiary", on_click=_open, args=(click, opens), pinned=True,
        )
    fitting: Literal["content"] | int = "content" if len(rows) <= MOST_ROWS else TALLEST
    st.dataframe(
        data, key=key, hide_index=True, column_config=config, alt=alt, height=height or fitting, placeholder=MISSING,
    )


def _open(click: str, opens: Opens) -> None:
    pressed = st.session_state[click]
    if pressed is not None and 0 <= pressed.row < len(opens.ids):
        links.set_param(opens.param, opens.ids[pressed.row])
