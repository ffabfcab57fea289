"""What an engagement rate is made of, in words, wherever one is shown."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from agency_core.domain.metric import METRICS, bases_of, parts_of
from agency_core.domain.platform import ENGAGEMENT_TARGETS, LABELS, Platform
from agency_core.ui import kit


def definition(platform: Platform) -> str:
    """The rate of a platform as a formula: `(likes + comments + shares + saves) / reach`."""
    return f"({' + '.join(parts_of(platform))}) / {bases_of(platform)[0]}"


def definitions(platforms: Iterable[str]) -> None:
    """What the rates on screen mean, and what each number counts."""
    with st.expander("How the rates and numbers are made", icon=":material/function:", key="analytics_definitions"):
        st.caption(
            "An engagement rate of several posts is the sum of their engagements over the sum of their bases, never a mean "
            "of rates. Rates over different bases are not mixed. A missing number is left out; it is not zero. Where a post "
            "lacks its platform's base, its next one stands in."
        )
        for name in sorted({Platform(one) for one in platforms}, key=lambda one: LABELS[one]):
            low, high = ENGAGEMENT_TARGETS.get(name, (None, None))
            aim = f"  \n:gray[Aim: {kit.percent(low, 0)} to {kit.percent(high, 0)}]" if low is not None else ""
            st.markdown(f"**{LABELS[name]}** engagement rate = {kit.plain(definition(name))}{aim}")
        st.table({one.label: one.meaning for one in METRICS.values()}, border="horizontal")
