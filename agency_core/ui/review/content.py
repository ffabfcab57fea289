"""What is to be decided: the words on each platform, what follows them, link, media, choices, and the rules they break."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType, ContentView, Priority
from agency_core.domain.permission import Verb
from agency_core.domain.platform import LABELS, FollowUp, Platform
from agency_core.domain.preview import Preview
from agency_core.ui import context, kit
from agency_core.ui.panels.names import name_of
from agency_core.ui.review.diff import marked
from agency_core.ui.studio.checks import checks
from agency_core.ui.studio.fields import RANKS
from agency_core.ui.studio.follow_ups import becomes
from agency_core.ui.studio.per_platform import choice_words
from agency_core.ui.studio.thumbnails import thumbnails


def content_words(content: ContentView) -> None:
    """Draw what will be said."""
    st.subheader(kit.plain(content.title), anchor=False)
    kind = CONTENT_TYPE_LABELS[ContentType(content.content_type)]
    author, is_ours = "your agency", context.may(Verb.VIEW, "agent")
    if is_ours:
        author = name_of("agent", content.creator_agent_id) or content.creator_agent_id or "a person"
    rank = "" if content.priority == Priority.NORMAL else f" · {RANKS[Priority(content.priority)].lower()}"
    st.caption(f"{kind} by {kit.plain(author)} · revision {content.revision}{rank}")
    tags = [f"{noun} {each}" for noun, each in (("topic", content.topic), ("campaign", content.campaign)) if each]
    if tags and is_ours:
        st.caption(f":material/sell: Counted under {kit.plain(', '.join(tags))}")
    if content.why and is_ours:
        st.caption(f":material/lightbulb: {kit.plain(content.why)}")
    with st.container(border=True):
        st.text(content.content_body)
        if content.link:
            st.caption(f":material/link: {kit.plain(content.link, 100)}")
        if content.media:
            thumbnails(content.client_id, content.media, described=True)
    for name, text in sorted(content.variants.items()):
        with st.container(border=True, key=f"review_variant_{name}"):
            st.markdown(f"**{LABELS[Platform(name)]}** :gray[says it in its own words]")
            st.markdown(marked(content.content_body, text))
    same = [LABELS[Platform(one)] for one in content.target_platforms if one not in content.variants]
    if same and content.variants:
        st.caption(f"{', '.join(same)}: the text above. Green is new on a platform, struck through is left out there.")
    looks = context.agency().draft.preview(context.actor(), content.id)
    _following(content, looks)
    _choices(looks)


def content_checks(content: ContentView) -> None:
    """Draw which rules it breaks."""
    with kit.problems("Checking the rules"):
        checks(context.agency().draft.check(context.actor(), content.id), content.target_platforms)


def fates(content: ContentView, looks: Sequence[Preview]) -> list[str]:
    """What each text that follows becomes on which platforms; plain text."""
    places: dict[str, int] = {}
    said = []
    for each in content.follow_ups:
        found: dict[str, list[str]] = {}
        for look in looks:
            if look.follows is not FollowUp.NONE and each.goes_to(look.platform):
                places[look.platform] = places.get(look.platform, 0) + 1
                word = becomes(look.follows, places[look.platform])
                found.setdefault(word, []).append(LABELS[Platform(look.platform)])
        said.append("; ".join(f"{word} on {', '.join(names)}" for word, names in found.items()) or "Sent nowhere")
    return said


def _following(content: ContentView, looks: Sequence[Preview]) -> None:
    for number, (each, fate) in enumerate(zip(content.follow_ups, fates(content, looks), strict=True), 1):
        with st.container(border=True, key=f"review_follow_{number}"):
            st.caption(f":material/subdirectory_arrow_right: {kit.plain(fate)}")
            st.text(each.text)


def _choices(looks: Sequence[Preview]) -> None:
    options = {each.key: each.capabilities.options for each in context.agency().accounts.connectors()}
    for look in looks:
        chosen = [f"{one.label}: {choice_words(look.options[one.name])}" for one in options[Platform(look.platform)]]
        if chosen:
            st.caption(kit.plain(f"{LABELS[Platform(look.platform)]} · {' · '.join(chosen)}"))
