"""How often a rule would have fired, and when."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.replay import ReplayView
from agency_core.ui import context, kit

MOST = 20


def look_back(told: ReplayView) -> None:
    """Draw what a replay of a rule says."""
    zone, now = context.zone(), context.now()
    if told.reaches is None:
        st.info("Nothing of this is stored yet, so nobody can tell.", icon=":material/history:")
        return
    days = max(1, (told.until - told.reaches).days)
    times = "once" if told.times == 1 else f"{kit.number(told.times)} times"
    said = f"Would have fired {times if told.times else 'not once'} in the last {kit.count(days, 'day')}."
    st.info(f"**{kit.plain(said)}** {kit.plain(told.note)}", icon=":material/history:")
    if told.fired:
        kit.table(
            [{"From": kit.absolute(one.since, zone, now), "Lasted": kit.span((one.until or now) - one.since), "For": one.client}
             for one in reversed(told.fired[-MOST:])],
            key="look_back_table", alt="When the rule would have fired, the newest first",
        )
