"""Who is at the screen, at the foot of the sidebar: their name, and the ways to their sessions and out."""

from __future__ import annotations

import streamlit as st

from agency_core.ui import context
from agency_core.ui.kit.text import plain

_WAYS = st.components.v2.component(
    "agency_ways_out",
    html="<a href='/people?people_tab=My+profile' target='_self'>Sessions</a><a href='/logout' target='_self'>Sign out</a>",
    css="""
:host { display: block; }
a {
  color: var(--st-link-color); font-family: var(--st-font); font-size: 0.875rem; text-decoration: none; margin-right: 1rem;
}
a:hover { text-decoration: underline; }
a:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
""",
)
"""They open in this tab, which Streamlit's own links do not."""
_SHUT_OUT = st.components.v2.component(
    "agency_shut_out",
    js="""
const ASKED = '/_stcore/host-config';
let watching = null;
let isAsking = false;
async function look(entries) {
  if (isAsking || !entries.getEntries().some((each) => new URL(each.name).pathname.endsWith(ASKED))) return;
  isAsking = true;
  const answer = await fetch(ASKED, { cache: 'no-store' }).catch(() => null);
  if (answer && answer.status === 401) {
    location.assign('/login?next=' + encodeURIComponent(location.pathname + location.search));
    return;
  }
  setTimeout(() => { isAsking = false; }, 1000);
}
export default function () {
  if (watching) return;
  watching = new PerformanceObserver(look);
  watching.observe({ type: 'resource' });
}
""",
)
"""Streamlit asks for its host's settings when its connection was lost: if that is refused by now, to the way in."""


def signed_in() -> None:
    """Say who is signed in, or that nobody has to be."""
    _SHUT_OUT(key="shut_out", height=1)
    person = context.agency().door.people.me(context.actor())
    if person is None:
        st.caption(":material/lock_open: Local mode: no sign-in, this machine only")
        return
    st.caption(f":material/person: Signed in as {plain(person.name or person.email, 60)}")
    _WAYS(key="ways_out")
