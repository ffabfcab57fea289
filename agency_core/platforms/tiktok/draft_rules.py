"""What TikTok forbids in a draft, beyond what every network does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Shaped
from agency_core.platforms.reading import number
from agency_core.platforms.rules import is_video, issue, shared_rules
from agency_core.platforms.tiktok.creator import LONGEST, OPTIONS, level_for, levels_in
from agency_core.platforms.tiktok.facts import FACTS, LEVELS, PHOTO_TEXT, PHOTO_TITLE, PRIVACY, VIDEO_TEXT


def length(text: str) -> int:
    """UTF-16 units: most emoji count as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def broken_rules(shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
    """Every rule that `shaped` breaks on TikTok; `limits` hold what the account's owner allows, as far as TikTok said."""
    photos = shaped.content_type == ContentType.IMAGE_POST
    found = shared_rules(FACTS, shaped, length(shaped.text), PHOTO_TEXT if photos else VIDEO_TEXT)
    if shaped.parent is not None or shaped.content_type not in FACTS.capabilities.content_types:
        return found
    return [*found, *(_photo_rules(shaped) if photos else _video_rules(shaped, limits)), *_privacy_rules(shaped, limits)]


def _photo_rules(shaped: Shaped) -> list[Issue]:
    found = []
    if length(shaped.title) > PHOTO_TITLE:
        message = f"The title has {length(shaped.title)} UTF-16 units; TikTok takes {PHOTO_TITLE} with photos."
        found.append(issue(FACTS, "title", "title_limit", message, f"Cut at least {length(shaped.title) - PHOTO_TITLE}."))
    return found


def _video_rules(shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
    longest = number(limits.get(LONGEST)) or 0.0
    seconds = max((media.seconds for media in shaped.media if is_video(media)), default=0.0)
    if not longest or seconds <= longest:
        return []
    message = f"The video takes {seconds:.0f} s; this account may post {longest:.0f} s."
    return [issue(FACTS, "media", "video_seconds", message, "Cut it.")]


def _privacy_rules(shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
    if OPTIONS not in limits or level_for(shaped, levels_in(limits)):
        return []
    known = [ours for ours, theirs in LEVELS.items() if theirs in levels_in(limits)]
    message = "This account does not offer what was chosen for who can see it."
    return [issue(FACTS, "options", f"{PRIVACY.name}_offered", message, f"Use one of: {', '.join(known) or 'none'}.")]
