"""What Instagram forbids in a draft, beyond what every network does."""

from __future__ import annotations

import re

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Issue, Media, Shaped
from agency_core.platforms.instagram.facts import ASPECT, ASPECT_SLACK, FACTS, HASHTAGS, IMAGE_WIDTH, MENTIONS
from agency_core.platforms.rules import is_video, issue, mime_of, shared_rules

_HASHTAG = re.compile(r"(?<![\w&])#\w+")
_MENTION = re.compile(r"(?<![\w.@])@[\w.]+")
_VIDEO_TYPES = frozenset({"video/mp4", "video/quicktime"})
_VIDEO_BYTES = {ContentType.STORY: 100_000_000}
_MOST_VIDEO_BYTES = 300_000_000


def broken_rules(shaped: Shaped) -> list[Issue]:
    """Every rule that `shaped` breaks on Instagram."""
    found = shared_rules(FACTS, shaped, len(shaped.text))
    found += _tag_rules(shaped.text)
    if shaped.content_type == ContentType.STORY and shaped.text.strip():
        message = "A story has no caption; the text is not shown."
        found.append(Issue(FACTS.key, "text", "story_text", message, "Put the words into the picture.", blocking=False))
    if shaped.content_type != ContentType.IMAGE_POST and len(shaped.media) > 1:
        message = f"A {shaped.content_type} on Instagram carries one picture or video."
        found.append(issue(FACTS, "media", "media_single", message, "Remove the others."))
    if shaped.content_type in {ContentType.REEL, ContentType.VIDEO_POST}:
        found += [_not_a_video(media) for media in shaped.media if not is_video(media)]
    return found + [broken for media in shaped.media for broken in _medium_rules(media, shaped.content_type)]


def _tag_rules(text: str) -> list[Issue]:
    found = []
    for name, pattern, limit in (("hashtags", _HASHTAG, HASHTAGS), ("mentions", _MENTION, MENTIONS)):
        count = len(pattern.findall(text))
        if count > limit:
            message = f"The text has {count} {name}; Instagram takes {limit}."
            found.append(issue(FACTS, "text", name, message, f"Remove at least {count - limit}."))
    return found


def _not_a_video(media: Media) -> Issue:
    return issue(FACTS, "media", "video_required", f"A reel needs a video, not {mime_of(media)}.", "Use an MP4.")


def _medium_rules(media: Media, content_type: str) -> list[Issue]:
    if is_video(media):
        return _video_rules(media, content_type)
    if not media.width or not media.height:
        return []
    found = []
    if media.width < IMAGE_WIDTH:
        message = f"A picture is {media.width} pixels wide; Instagram needs {IMAGE_WIDTH}."
        found.append(issue(FACTS, "media", "image_width", message, "Use a larger picture."))
    narrowest, widest = ASPECT
    ratio = media.width / media.height
    if content_type == ContentType.IMAGE_POST and not narrowest - ASPECT_SLACK <= ratio <= widest + ASPECT_SLACK:
        message = f"A picture has the shape {media.width}:{media.height}; Instagram takes 4:5 to 1.91:1."
        found.append(issue(FACTS, "media", "image_aspect", message, "Crop the picture."))
    return found


def _video_rules(media: Media, content_type: str) -> list[Issue]:
    if mime_of(media) not in _VIDEO_TYPES:
        return [issue(FACTS, "media", "video_type", f"Instagram does not take {mime_of(media)}.", "Use an MP4.")]
    most = next((size for kind, size in _VIDEO_BYTES.items() if kind == content_type), _MOST_VIDEO_BYTES)
    if media.bytes > most:
        message = f"The video has {media.bytes:,} bytes; Instagram takes {most:,} here."
        return [issue(FACTS, "media", "video_bytes", message, "Make the file smaller.")]
    return []
