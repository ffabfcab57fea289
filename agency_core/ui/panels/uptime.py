"""Uptime of a month: components and agents against both objectives, with the method in words."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import streamlit as st

from agency_core.domain.uptime import OBJECTIVES, Allowance, Uptime, UptimeReport
from agency_core.ui import context, kit

PARAM = "uptime_month"
MONTHS = 6


def uptime(client_id: str = "") -> None:
    """Draw the uptime of a month that is chosen in the address; with a client, that of its agents beside the components."""
    months = _months(context.now().astimezone(UTC).date())
    with kit.spread():
        st.subheader("Uptime", anchor=False, width="content")
        chosen = kit.choose("Month", months, param_name=PARAM, kind="select")
    day = date.fromisoformat(f"{chosen}-01") if chosen else None
    told = context.agency().watchroom.uptime.month(context.actor(), day=day, client_id=client_id)
    kit.table(
        [_row(each) for each in told.rows], key="uptime_table", alt="Uptime of components and agents in a month",
        columns={"Uptime": st.column_config.TextColumn("Uptime", help="Of the time that was observed.")},
    )
    _method(told)


def _months(today: date) -> dict[str, str]:
    found, day = {"": f"{today:%B %Y}, so far"}, today
    for _ in range(MONTHS - 1):
        day = day.replace(day=1) - timedelta(days=1)
        found[f"{day:%Y-%m}"] = f"{day:%B %Y}"
    return found


def _row(each: Uptime) -> dict[str, object]:
    share = kit.MISSING if each.share is None else kit.percent(_floored(each.share), 3 if each.share < 1 else 0)
    return {
        "What": each.label, "Kind": kit.words(each.kind), "Uptime": share, "Down": _length(each.down),
        "Outages": len(each.outages),
        **{f"{goal * 100:g}\u202f%": _against(one) for goal, one in zip(OBJECTIVES, each.allowances, strict=True)},
        "Observed": _length(each.observed),
    }


def _floored(share: float) -> float:
    """Cut off rather than rounded: 99.9996 % is not 100 %."""
    return int(share * 100_000) / 100_000


def _against(one: Allowance) -> str:
    left = _length(abs(one.left))
    return f"✓ met, {left} left" if one.is_met else f"▲ missed by {left}"


def _length(minutes: float) -> str:
    return kit.span(timedelta(minutes=minutes))


def _method(told: UptimeReport) -> None:
    zone, now = context.zone(), context.now()
    st.caption(f"From {kit.absolute(told.since, zone, now)} to {kit.absolute(told.until, zone, now)}. {kit.plain(told.method)}")
    if told.apart:
        with st.expander(f"Counted apart: planned stops and changes of the clock ({len(told.apart)})"):
            kit.table(
                [
                    {
                        "From": kit.absolute(one.since, zone, now), "To": kit.absolute(one.until, zone, now),
                        "What": kit.words(one.component), "Kind": kit.words(one.kind), "Why": one.why,
                    }
                    for one in told.apart
                ],
                key="uptime_apart", alt="Planned stops and hours by which the clock was moved",
            )
