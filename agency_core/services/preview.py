"""Preview: how content comes out on a platform, measured by that platform's connector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency_core.domain.content import ContentView
from agency_core.domain.platform import FollowUp
from agency_core.domain.preview import LinkPlace, Preview, Words, chosen_options, drawn_as, kind_on, link_place
from agency_core.platforms import Connector
from agency_core.services import follow


def preview_of(content: ContentView, connector: Connector, limits: Mapping[str, Any]) -> Preview:
    """`content` on the platform of `connector`, for an account with these limits of its own."""
    facts, can = connector.facts, connector.facts.capabilities
    media = bool(content.media)
    kind = kind_on(can, content.content_type, media=media)
    place = link_place(can, content, kind)
    text = content.text_for(facts.key)
    if place is LinkPlace.TEXT and content.link not in text:
        text = f"{text.strip()}\n\n{content.link}".strip()

    def words(said: str, *, follows: bool = False) -> Words:
        return Words(said, connector.length(said), can.limit_of(kind, limits, follows=follows), can.text_unit)

    return Preview(
        platform=facts.key.value, kind=kind, words=words(text),
        drawn=not media and bool(drawn_as(can, content.content_type)), link=place, follows=can.follow_up,
        parts=tuple(words(each, follows=can.follow_up is FollowUp.COMMENT) for each in follow.texts(content, facts)),
        options=chosen_options(can, content.options.get(facts.key, {})),
    )
