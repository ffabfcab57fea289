"""What YouTube forbids in a draft, beyond what every network does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Media, Shaped
from agency_core.platforms.rules import is_video, issue, shared_rules
from agency_core.platforms.youtube.facts import FACTS, SHORT_SECONDS, UNVERIFIED_SECONDS

LONG_UPLOADS = "long_uploads"
"""Under this name an account's limits say whether it may upload videos of more than 15 minutes."""
_FORBIDDEN = frozenset("<>")


def length(text: str) -> int:
    """Bytes of the description."""
    return len(text.encode("utf-8", "surrogatepass"))


def broken_rules(shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
    """Every rule that `shaped` breaks on YouTube."""
    found = shared_rules(FACTS, shaped, length(shaped.text))
    if shaped.parent is not None:
        empty = _issue("text", "text_required", "A comment needs words.", "Write some.")
        return found if shaped.text.strip() else [*found, empty]
    if shaped.content_type not in FACTS.capabilities.content_types:
        return found
    return [*found, *_word_rules(shaped), *_video_rules(shaped, limits)]


def _word_rules(shaped: Shaped) -> list[Issue]:
    found = []
    if not shaped.title.strip():
        found.append(_issue("title", "title_required", "A video needs a title.", "Add the title."))
    for field, text in (("title", shaped.title), ("text", shaped.text)):
        if not _FORBIDDEN.isdisjoint(text):
            message = f"YouTube takes neither < nor > in a {'title' if field == 'title' else 'description'}."
            found.append(_issue(field, "angle_brackets", message, "Write it in words."))
    return found


def _video_rules(shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
    videos = [media for media in shaped.media if is_video(media)]
    if shaped.media and len(shaped.media) <= 2 and len(videos) != 1:
        message = "YouTube takes one video, and beside it at most one picture as its thumbnail."
        return [_issue("media", "one_video", message, "Choose one video.")]
    return [broken for media in videos for broken in _one_video(media, shaped.content_type, limits)]


def _one_video(media: Media, content_type: str, limits: Mapping[str, Any]) -> list[Issue]:
    found = []
    if content_type == ContentType.REEL and media.seconds > SHORT_SECONDS:
        message = f"The video takes {media.seconds:.0f} s; a Short takes {SHORT_SECONDS:g} s."
        found.append(_issue("media", "short_seconds", message, "Cut it, or publish it as a video."))
    if content_type == ContentType.REEL and media.width > media.height:
        message = "A Short is upright or square."
        found.append(_issue("media", "short_shape", message, "Crop it, or publish it as a video."))
    if limits.get(LONG_UPLOADS) is False and media.seconds > UNVERIFIED_SECONDS:
        message = "This account may not upload videos of more than 15 minutes yet."
        found.append(_issue("media", "video_seconds", message, "Verify the account at youtube.com/verify, or cut the video."))
    return found


def _issue(field: str, rule: str, message: str, remedy: str) -> Issue:
    return issue(FACTS, field, rule, message, remedy)
