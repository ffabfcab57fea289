"""What is to be decided: the words on each platform, link, media, and the rules they break."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType, ContentView
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit
from agency_core.ui.review.diff import marked
from agency_core.ui.studio.checks import checks


def content_words(content: ContentView) -> None:
    """Draw what will be said."""
    st.subheader(kit.plain(content.title), anchor=False)
    kind = CONTENT_TYPE_LABELS[ContentType(content.content_type)]
    author = content.creator_agent_id or "a person"
    st.caption(f"{kind} by {kit.plain(author)} · revision {content.revision}")
    if content.why:
        st.caption(f":material/lightbulb: {kit.plain(content.why)}")
    with st.container(border=True):
        st.text(content.content_body)
        if content.link:
            st.caption(f":material/link: {kit.plain(content.link, 100)}")
        for item in content.media:
            st.caption(f":material/image: {kit.plain(item.url, 70)} · {kit.plain(item.alt_text, 90) or 'no description'}")
    for name, text in sorted(content.variants.items()):
        with st.container(border=True, key=f"review_variant_{name}"):
            st.markdown(f"**{LABELS[Platform(name)]}** :gray[says it in its own words]")
            st.markdown(marked(content.content_body, text))
    same = [LABELS[Platform(one)] for one in content.target_platforms if one not in content.variants]
    if same and content.variants:
        st.caption(f"{', '.join(same)}: the text above. Green is new on a platform, struck through is left out there.")


def content_checks(content: ContentView) -> None:
    """Draw which rules it breaks."""
    with kit.problems("Checking the rules"):
        checks(context.agency().draft.check(context.actor(), content.id), content.target_platforms)
