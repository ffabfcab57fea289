"""Which days the calendar shows: view and day live in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.month_board import month_days, week_days

VIEW, DAY = "calendar_view", "calendar_day"
VIEWS: Mapping[str, str] = {
    "month": ":material/calendar_view_month: Month", "week": ":material/calendar_view_week: Week",
    "list": ":material/view_list: List",
}


@dataclass(frozen=True)
class Span:
    """The days on screen, around `day`, where the client is."""

    view: str
    day: date
    today: date
    zone: ZoneInfo

    @property
    def days(self) -> tuple[date, ...]:
        """Every day on screen: whole weeks, Monday first."""
        return week_days(self.day) if self.view == "week" else month_days(self.day)

    @property
    def start(self) -> datetime:
        """The first moment on screen, in UTC."""
        return datetime.combine(self.days[0], time(), self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The moment after the last on screen, in UTC."""
        return datetime.combine(self.days[-1] + timedelta(days=1), time(), self.zone).astimezone(UTC)

    @property
    def title(self) -> str:
        """The month in words, or the week by its first and last day."""
        if self.view != "week":
            return f"{self.day:%B %Y}"
        return f"{kit.day(self.days[0])} to {kit.day(self.days[-1])} {self.days[-1].year}"

    def step(self, direction: int) -> date:
        """A day in the span before (-1) or after (1)."""
        if self.view == "week":
            return self.day + timedelta(weeks=direction)
        first = self.day.replace(day=1)
        return first - timedelta(days=1) if direction < 0 else (first + timedelta(days=32)).replace(day=1)


def span() -> Span:
    """The toolbar with view, previous, today and next; the days that it stands for."""
    zone = context.zone()
    today = context.now().astimezone(zone).date()
    with st.container(horizontal=True, vertical_alignment="center", key="calendar_toolbar"):
        view = kit.choose("View", VIEWS, param_name=VIEW, default="month")
        shown = Span(view, _day(today), today, zone)
        for name, icon, shortcut, to in (
            ("Previous", "chevron_left", "Alt+P", shown.step(-1)), ("Today", "today", "Alt+T", today),
            ("Next", "chevron_right", "Alt+N", shown.step(1)),
        ):
            st.button(
                name, key=f"calendar_{name.lower()}", icon=f":material/{icon}:", shortcut=shortcut,
                on_click=kit.set_param, args=(DAY, "" if to == today else to.isoformat()),
            )
        st.subheader(shown.title, anchor=False, width="content")
    return shown


def _day(today: date) -> date:
    try:
        return date.fromisoformat(kit.param(DAY))
    except ValueError:
        return today  # no day in the address, or one that is none
