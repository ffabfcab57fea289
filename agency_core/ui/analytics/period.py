"""What Analytics looks at: which days, which posts and what they are compared with. All of it is in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.numbers import PostFilter
from agency_core.ui import context, kit

DAYS, FIRST, LAST, AGAINST = "analytics_days", "analytics_from", "analytics_to", "analytics_compare"
PERIODS = {
    "7": "7 days", "28": "28 days", "90": "90 days", "365": "1 year", "1095": "3 years", "month": "This month",
    "last_month": "Last month", "own": "Own dates",
}
AGAINSTS = {"before": "vs period before", "year": "vs a year ago", "none": "No comparison"}
USUAL = "28"


@dataclass(frozen=True)
class View:
    """What is looked at: posts of a client, the posts they are compared with, and the filters in words."""

    client: ClientView
    wanted: PostFilter
    against: PostFilter | None = None
    said: tuple[str, ...] = ()

    @property
    def versus(self) -> str:
        """What it is compared with, in words; empty without a comparison."""
        return f"against {dates(self.against.first, self.against.last)}" if self.against else ""


def dates(first: date, last: date) -> str:
    """Two days in words: `26 Oct – 22 Nov 2026`; the year of the first only when it is another."""
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%b}{year} – {last.day} {last:%b} {last.year}"


def period_of(chosen: str, today: date, own: tuple[date, date] | None = None) -> tuple[date, date]:
    """First and last day of a chosen period, today included.

    Args:
        chosen: a key of `PERIODS`; any other stands for the usual one.
        today: where the client is.
        own: the dates of `own`; the usual period without them.
    """
    if chosen == "own" and own:
        return own
    if chosen == "month":
        return today.replace(day=1), today
    if chosen == "last_month":
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    days = int(chosen if chosen.isdigit() and chosen in PERIODS else USUAL)
    return today - timedelta(days=days - 1), today


def year_before(wanted: PostFilter) -> PostFilter:
    """The same days of the year before; 29 February becomes the 28th."""
    return replace(wanted, first=_earlier(wanted.first), last=_earlier(wanted.last))


def against_of(chosen: str, wanted: PostFilter) -> PostFilter | None:
    """The posts to compare with, for a key of `AGAINSTS`."""
    return {"none": None, "year": year_before(wanted)}.get(chosen, wanted.before)


def own_dates() -> tuple[date, date] | None:
    """The dates in the address; None when they are none, or in the wrong order."""
    try:
        first, last = date.fromisoformat(kit.param(FIRST)), date.fromisoformat(kit.param(LAST))
    except ValueError:
        return None
    return (first, last) if first <= last else None


def pick_period(today: date) -> tuple[date, date]:
    """The choice of a period, with two fields more for dates of one's own."""
    chosen = kit.choose("Period", PERIODS, param_name=DAYS, kind="select", default=USUAL)
    found = period_of(chosen, today, own_dates())
    if chosen == "own":
        for name, label, value in ((FIRST, "From", found[0]), (LAST, "To", found[1])):
            key = f"{name}_choice"
            st.session_state[key] = value
            st.date_input(
                label, key=key, format="YYYY-MM-DD", label_visibility="collapsed", help=None, on_change=_write, args=(found,),
            )
    return found


def link(view: View) -> str:
    """The query string that shows these very figures again: what is in the address, with the days written out."""
    fixed = {
        context.PARAM: view.client.id, DAYS: "own", FIRST: view.wanted.first.isoformat(), LAST: view.wanted.last.isoformat(),
    }
    shown: Mapping[str, str] = st.query_params.to_dict()
    return urlencode({**shown, **fixed})


def _write(found: tuple[date, date]) -> None:
    """Keep both days in the address: one alone says nothing."""
    for name, value in zip((FIRST, LAST), found, strict=True):
        kit.set_param(name, (st.session_state[f"{name}_choice"] or value).isoformat())


def _earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
