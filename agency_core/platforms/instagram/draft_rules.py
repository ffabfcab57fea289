"""What Instagram forbids in a draft, beyond what every network does."""

from __future__ import annotations

import re

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Media, Shaped
from agency_core.platforms.graph.comment_rules import comment_rules
from agency_core.platforms.instagram.facts import (
    COMMENT,
    COMMENT_HASHTAGS,
    FACTS,
    HASHTAGS,
    IMAGE_WIDTH,
    MENTIONS,
    STORY_SECONDS,
    STORY_VIDEO_BYTES,
)
from agency_core.platforms.rules import is_video, issue, shared_rules

_HASHTAG = re.compile(r"(?<![\w&])#\w+")
_LINK = re.compile(r"https?://\S+")
_MENTION = re.compile(r"(?<![\w.@])@[\w.]+")


def broken_rules(shaped: Shaped) -> list[Issue]:
    """Every rule that `shaped` breaks on Instagram. A story may have any shape: it is fitted to the screen."""
    if shaped.parent is not None:
        return _comment_rules(shaped)
    found = shared_rules(FACTS, shaped, len(shaped.text))
    found += _tag_rules(shaped.text)
    found += [_too_narrow(media) for media in shaped.media if 0 < media.width < IMAGE_WIDTH and not is_video(media)]
    if shaped.content_type != ContentType.STORY:
        return found
    found = [each for each in found if each.rule != "image_aspect"]
    if shaped.text.strip():
        message = "A story has no caption; the text is not shown."
        found.append(Issue(FACTS.key, "text", "story_text", message, "Put the words into the picture.", blocking=False))
    return found + [broken for media in shaped.media if is_video(media) for broken in _story_video_rules(media)]


def _comment_rules(shaped: Shaped) -> list[Issue]:
    found = comment_rules(FACTS, shaped, COMMENT)
    found += _tag_rules(shaped.text, COMMENT_HASHTAGS)
    if len(set(_LINK.findall(shaped.text))) > 1:
        message = "Instagram takes one address in a comment."
        found.append(issue(FACTS, "text", "comment_links", message, "Keep one."))
    return found


def _tag_rules(text: str, hashtags: int = HASHTAGS) -> list[Issue]:
    found = []
    for name, pattern, limit in (("hashtags", _HASHTAG, hashtags), ("mentions", _MENTION, MENTIONS)):
        count = len(pattern.findall(text))
        if count > limit:
            message = f"The text has {count} {name}; Instagram takes {limit}."
            found.append(issue(FACTS, "text", name, message, f"Remove at least {count - limit}."))
    return found


def _too_narrow(media: Media) -> Issue:
    message = f"A picture is {media.width} pixels wide; Instagram needs {IMAGE_WIDTH}."
    return issue(FACTS, "media", "image_width", message, "Use a larger picture.")


def _story_video_rules(media: Media) -> list[Issue]:
    if media.bytes > STORY_VIDEO_BYTES:
        message = f"The video has {media.bytes:,} bytes; a story takes {STORY_VIDEO_BYTES:,}."
        return [issue(FACTS, "media", "video_bytes", message, "Make the file smaller.")]
    if media.seconds > STORY_SECONDS[1]:
        message = f"The video takes {media.seconds:.0f} s; a story takes {STORY_SECONDS[1]:.0f} s."
        return [issue(FACTS, "media", "video_seconds", message, "Cut it.")]
    return []
