"""Mount the board: Streamlit's custom components v2, drawn by `board.js` in the colours of the theme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from agency_core.ui.month_board.grid import Card, Moved, Opened, board_data, month_days, moved, opened, week_days

_HERE = Path(__file__).parent
_BOARD = st.components.v2.component(
    "agency_month_board",
    html='<div class="board"></div>\n<div class="said" role="status" aria-live="polite"></div>\n',
    css=(_HERE / "board.css").read_text(encoding="utf-8"),
    js=(_HERE / "board.js").read_text(encoding="utf-8"),
)


def month_board(cards: Iterable[Card], *, month: date, today: date, key: str) -> Moved | Opened | None:
    """A month by days, Monday first; what the person did with it in this run, if anything.

    Args:
        cards: what stands on the days, adjoining months' edges included.
        month: any day of the month.
        today: the present day where the client is.
        key: identity of the board on its page.
    """
    shown = tuple(cards)
    return _mount(shown, board_data("month", month_days(month), shown, today, month.month), key)


def week_board(cards: Iterable[Card], *, week: date, today: date, key: str) -> Moved | Opened | None:
    """A week by hours, Monday first; what the person did with it in this run, if anything.

    Args:
        cards: what stands in the week.
        week: any day of the week.
        today: the present day where the client is.
        key: identity of the board on its page.
    """
    shown = tuple(cards)
    return _mount(shown, board_data("week", week_days(week), shown, today, week.month), key)


def _mount(cards: tuple[Card, ...], data: dict[str, Any], key: str) -> Moved | Opened | None:
    turn = f"{key}.turn"

    def count() -> None:
        # the board shows a move at once; a changed number makes it draw again, also when the move was refused
        st.session_state[turn] = st.session_state.get(turn, 0) + 1

    data["turn"] = st.session_state.get(turn, 0)
    answer = _BOARD(key=key, data=data, on_moved_change=count, on_opened_change=count)
    by_id = {card.id: card for card in cards}
    return moved(answer.moved, by_id) or opened(answer.opened, by_id)
