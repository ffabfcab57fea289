"""Is this the same? Posts of exports beside those of ours that they may be."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.upload import MatchView
from agency_core.ui import context, kit

SHOWN = 5


def matches(client: ClientView) -> None:
    """Draw the first few; nothing where there are none."""
    found = context.agency().uploads.matching.list(context.actor(), client_id=client.id)
    if not found:
        return
    st.subheader(f"Is this the same? ({len(found)})", anchor=False)
    st.caption("The export knows these posts by another id than the network gave us. If they are one, say so: their numbers are "
               "counted for our post, now and in imports to come.")
    for each in found[:SHOWN]:
        _offer(each)


def _offer(match: MatchView) -> None:
    mine, key = context.agency().uploads.matching, f"analytics_match_{match.id}"
    with st.container(border=True, key=key):
        why = "the same words" if match.by == "text" else f"{match.seconds} s apart"
        st.markdown(f"**{kit.plain(kit.palette.label(match.platform))}** :gray[{why}]")
        left, right = st.columns(2)
        with left:
            _side("In the export", match.post_published_at, match.post_text, match.post_url)
        with right:
            _side("Published by us", match.our_published_at, match.our_text, match.our_url)
        with st.container(horizontal=True):
            if st.button("It is the same", key=f"{key}_yes", icon=":material/check:"):
                kit.act(lambda: mine.accept(context.actor(), match.id), "Counted for our post.")
            if st.button("It is another", key=f"{key}_no", icon=":material/close:"):
                kit.act(lambda: mine.dismiss(context.actor(), match.id), "Not asked again.")


def _side(title: str, at: datetime, text: str, url: str) -> None:
    st.caption(f"{title} · {kit.absolute(at, context.zone(), context.now())}")
    st.markdown(kit.plain(text, 200) or ":gray[no words]")
    if url.startswith("https://"):
        st.link_button("Open it", url, type="tertiary", icon=":material/open_in_new:")
