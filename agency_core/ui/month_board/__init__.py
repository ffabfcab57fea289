"""The board of the calendar: a month by days or a week by hours, moved with the mouse or the keyboard."""

from agency_core.ui.month_board.component import month_board, week_board
from agency_core.ui.month_board.grid import Card, Moved, Opened, month_days, week_days

__all__ = ["Card", "Moved", "Opened", "month_board", "month_days", "week_board", "week_days"]
