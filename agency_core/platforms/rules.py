"""Rules that every network has, with its own numbers: which content types it carries, how long, how many, how large."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from agency_core.domain.platform import LABELS, ConnectorFacts
from agency_core.domain.publishing import Issue, Media, Shaped

_BY_SUFFIX = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
}


def issue(facts: ConnectorFacts, field: str, rule: str, message: str, remedy: str) -> Issue:
    """A rule of this network that forbids publishing."""
    return Issue(facts.key, field, rule, message, remedy)


def mime_of(media: Media) -> str:
    """The type of a medium: as measured once its file is here, before that as its address suggests."""
    suffix = PurePosixPath(urlsplit(media.url).path).suffix.lower()
    return media.mime if media.path else _BY_SUFFIX.get(suffix, media.mime)


def is_video(media: Media) -> bool:
    """Whether this is a moving picture."""
    return mime_of(media).startswith("video/")


def shared_rules(facts: ConnectorFacts, shaped: Shaped, length: int) -> list[Issue]:
    """What `shaped` breaks of the rules that `facts` describe; `length` is the text's, in the network's unit."""
    can = facts.capabilities
    if shaped.content_type not in can.content_types:
        known = ", ".join(sorted(can.content_types))
        message = f"{LABELS[facts.key]} has no {shaped.content_type}."
        return [issue(facts, "content_type", "content_type", message, f"Use one of: {known}.")]
    return [*_text_rules(facts, length), *_media_rules(facts, shaped)]


def _text_rules(facts: ConnectorFacts, length: int) -> list[Issue]:
    limit = facts.capabilities.text_limit
    if length <= limit:
        return []
    message = f"The text has {length} {facts.capabilities.text_unit}; {LABELS[facts.key]} takes {limit}."
    return [issue(facts, "text", "text_limit", message, f"Cut at least {length - limit}.")]


def _media_rules(facts: ConnectorFacts, shaped: Shaped) -> list[Issue]:
    can, count, name = facts.capabilities, len(shaped.media), LABELS[facts.key]
    if shaped.content_type not in can.media_required:
        return []
    if count < can.media_min:
        message = f"A {shaped.content_type} on {name} needs at least {can.media_min} picture or video."
        return [issue(facts, "media", "media_min", message, "Add one.")]
    if count > can.media_max:
        message = f"{name} takes {can.media_max} pictures in one post; there are {count}."
        return [issue(facts, "media", "media_max", message, "Remove some.")]
    return [found for media in shaped.media for found in _one_medium(facts, media)]


def _one_medium(facts: ConnectorFacts, media: Media) -> list[Issue]:
    can, name = facts.capabilities, LABELS[facts.key]
    found = []
    if can.needs_public_media_url and not media.url:
        message = f"{name} fetches media itself and needs an address to fetch it from."
        found.append(issue(facts, "media", "media_url", message, "Set AGENCY_PUBLIC_URL or use a web address."))
    if not can.needs_public_media_url and not (media.path or media.url):
        message = f"{name} takes the file itself, and this medium has neither file nor address."
        found.append(issue(facts, "media", "media_file", message, "Upload the file."))
    if is_video(media):
        return found
    if mime_of(media) not in can.image_types:
        known = ", ".join(sorted(can.image_types))
        message = f"{name} does not take {mime_of(media)}."
        found.append(issue(facts, "media", "image_type", message, f"Use one of: {known}."))
    if media.bytes > can.image_bytes:
        message = f"A picture has {media.bytes:,} bytes; {name} takes {can.image_bytes:,}."
        found.append(issue(facts, "media", "image_bytes", message, "Make the file smaller."))
    return found
