"""Links for the client: made, mailed, listed and ended."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.domain.approval import MadeReviewLink
from agency_core.domain.client import ClientView
from agency_core.domain.content import ContentView
from agency_core.domain.permission import Verb
from agency_core.domain.terms import Step
from agency_core.ui import context, kit

_MADE = "review_link_made"


def client_links(client: ClientView, content: ContentView) -> None:
    """Make a link to all that waits for the client, or to the open piece; list those that are good and end them."""
    agency, actor = context.agency(), context.actor()
    if not context.may(Verb.DECIDE, "approval") or Step.CLIENT not in agency.keeping.terms.get(actor, client.id).steps:
        return
    with st.expander("Send to the client", icon=":material/outgoing_mail:", key="review_send"):
        email = st.text_input("Mail it to", key="review_link_email", placeholder="Empty: only show the link")
        alone = st.checkbox(f"Only “{kit.plain(content.title, 40)}”", key="review_link_alone")
        if st.button("Make a link", key="review_link_make", icon=":material/link:"):
            kit.act(lambda: _make(client.id, email, content.id if alone else ""), "The link is made.")
        made: MadeReviewLink | None = st.session_state.get(_MADE)
        if made is not None and made.view.client_id == client.id:
            st.caption("Shown this once. Whoever has it answers for the client.")
            st.code(made.link, language=None)
            if made.problem:
                st.warning(f"No mail was sent: {kit.plain(made.problem)}", icon=":material/mail_off:")
        with kit.problems("The links"):
            _listed(client)


def _make(client_id: str, email: str, content_id: str) -> None:
    links = context.agency().door.review_links
    st.session_state[_MADE] = links.make(context.actor(), client_id, email=email, content_id=content_id)


def _listed(client: ClientView) -> None:
    links, now = context.agency().door.review_links, context.now()
    for each in links.list(context.actor(), client.id):
        used = f"used {kit.relative(each.last_used_at, now)}" if each.last_used_at else "never used"
        until = kit.absolute(each.expires_at, context.zone(), now)
        with st.container(horizontal=True, vertical_alignment="center", key=f"review_link_{each.id}"):
            shows = "one piece" if each.content_id else "all that waits"
            st.caption(f"{kit.plain(each.email) or 'Not mailed'} · {shows} · {used} · until {until}")
            if st.button("End", key=f"review_link_end_{each.id}", icon=":material/link_off:"):
                st.session_state.pop(_MADE, None)
                kit.act(partial(links.revoke, context.actor(), client.id, each.id), "The link is ended.")
