"""Rules that every network has, with its own numbers: which kinds it carries, how long, how many, how large, which choices."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType
from agency_core.domain.platform import LABELS, ConnectorFacts, FileLimits, FollowUp, MediaSort
from agency_core.domain.publishing import Issue, Media, Shaped

ASPECT_SLACK = 0.005
"""Pixels are whole numbers: a 1080 x 566 picture stands for 1.91:1."""
_BY_SUFFIX = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".pdf": "application/pdf",
}
_SORTS = {"image": MediaSort.IMAGE, "video": MediaSort.VIDEO}
_WORDS = {MediaSort.IMAGE: "picture", MediaSort.VIDEO: "video", MediaSort.DOCUMENT: "document"}


def issue(facts: ConnectorFacts, field: str, rule: str, message: str, remedy: str) -> Issue:
    """A rule of this network that forbids publishing."""
    return Issue(facts.key, field, rule, message, remedy)


def mime_of(media: Media) -> str:
    """The type of a medium: as measured once its file is here, before that as its address suggests."""
    suffix = PurePosixPath(urlsplit(media.url).path).suffix.lower()
    return media.mime if media.path else _BY_SUFFIX.get(suffix, media.mime)


def sort_of(media: Media) -> MediaSort:
    """Whether a medium is a picture, a video or a document."""
    return _SORTS.get(mime_of(media).partition("/")[0], MediaSort.DOCUMENT)


def is_video(media: Media) -> bool:
    """Whether this is a moving picture."""
    return sort_of(media) is MediaSort.VIDEO


def shared_rules(facts: ConnectorFacts, shaped: Shaped, length: int, limit: int = 0) -> list[Issue]:
    """What `shaped` breaks of the rules that `facts` describe.

    Args:
        facts: the network's numbers.
        shaped: what is to be published.
        length: its text's length, in the network's unit.
        limit: the longest text, where the account's own server sets another one than `facts`.
    """
    can, name = facts.capabilities, LABELS[facts.key]
    if shaped.parent is not None and can.follow_up is FollowUp.NONE:
        message = f"{name} takes neither threads nor comments from us."
        return [issue(facts, "follow_ups", "follow_up", message, f"Remove what follows the post, or {name}.")]
    if shaped.parent is None and shaped.content_type not in can.content_types:
        known = ", ".join(CONTENT_TYPE_LABELS[ContentType(kind)].lower() for kind in sorted(can.content_types))
        kind = shaped.content_type.replace("_", " ")
        return [issue(facts, "content_type", "content_type", f"{name} has no {kind}.", f"Use one of: {known}.")]
    words = [*_text_rules(facts, length, limit or can.text_limit), *_title_rules(facts, shaped), *_option_rules(facts, shaped)]
    return words if shaped.parent is not None and not shaped.media else [*words, *_media_rules(facts, shaped)]


def _text_rules(facts: ConnectorFacts, length: int, limit: int) -> list[Issue]:
    if length <= limit:
        return []
    message = f"The text has {length} {facts.capabilities.text_unit}; {LABELS[facts.key]} takes {limit}."
    return [issue(facts, "text", "text_limit", message, f"Cut at least {length - limit}.")]


def _title_rules(facts: ConnectorFacts, shaped: Shaped) -> list[Issue]:
    limit = facts.capabilities.title_limit
    if not limit or len(shaped.title) <= limit:
        return []
    message = f"The title has {len(shaped.title)} characters; {LABELS[facts.key]} takes {limit}."
    return [issue(facts, "title", "title_limit", message, f"Cut at least {len(shaped.title) - limit}.")]


def _option_rules(facts: ConnectorFacts, shaped: Shaped) -> list[Issue]:
    found = []
    for option in facts.capabilities.options:
        chosen = shaped.options.get(option.name, option.default)
        if chosen not in option.choices:
            message = f"{chosen!r} is no {option.label.lower()} on {LABELS[facts.key]}."
            found.append(issue(facts, "options", option.name, message, f"Use one of: {', '.join(option.choices)}."))
    return found


def _media_rules(facts: ConnectorFacts, shaped: Shaped) -> list[Issue]:
    carries, count, name = facts.capabilities.kinds[shaped.content_type], len(shaped.media), LABELS[facts.key]
    kind = shaped.content_type.replace("_", " ")
    what = " or ".join(_WORDS[sort] for sort in MediaSort if sort in carries.sorts)
    if not carries.most:
        return []
    if count < carries.least:
        message = f"A {kind} on {name} needs at least {carries.least} {what}."
        return [issue(facts, "media", "media_min", message, "Add one.")]
    if count > carries.most:
        message = f"A {kind} on {name} takes {carries.most} {what}{'' if carries.most == 1 else 's'}; there are {count}."
        return [issue(facts, "media", "media_max", message, "Remove some.")]
    sorts = {sort_of(media) for media in shaped.media}
    if len(sorts) > 1 and not carries.mixed:
        return [issue(facts, "media", "media_mixed", f"{name} takes either pictures or a video.", "Remove one sort.")]
    return [found for media in shaped.media for found in _one_medium(facts, media, carries.sorts, what)]


def _one_medium(facts: ConnectorFacts, media: Media, sorts: frozenset[MediaSort], what: str) -> list[Issue]:
    can, name, sort = facts.capabilities, LABELS[facts.key], sort_of(media)
    if sort not in sorts:
        message = f"This carries a {what} on {name}, and not {mime_of(media)}."
        return [issue(facts, "media", "media_sort", message, f"Use a {what}, or another content type.")]
    found = []
    if sort in can.fetches and not media.url:
        message = f"{name} fetches media itself and needs an address to fetch it from."
        found.append(issue(facts, "media", "media_url", message, "Set AGENCY_PUBLIC_URL or use a web address."))
    if sort not in can.fetches and not (media.path or media.url):
        message = f"{name} takes the file itself, and this medium has neither file nor address."
        found.append(issue(facts, "media", "media_file", message, "Upload the file."))
    if can.alt_text_limit and len(media.alt_text) > can.alt_text_limit:
        message = f"A description has {len(media.alt_text)} characters; {name} takes {can.alt_text_limit}."
        found.append(issue(facts, "media", "alt_text_limit", message, "Shorten it."))
    return found + _file_rules(facts, media, sort, can.files[sort])


def _file_rules(facts: ConnectorFacts, media: Media, sort: MediaSort, limits: FileLimits) -> list[Issue]:
    name, word = LABELS[facts.key], _WORDS[sort]
    if mime_of(media) not in limits.types:
        known = ", ".join(sorted(limits.types))
        return [issue(facts, "media", f"{sort}_type", f"{name} does not take {mime_of(media)}.", f"Use one of: {known}.")]
    found = []
    if media.bytes > limits.most_bytes:
        message = f"A {word} has {media.bytes:,} bytes; {name} takes {limits.most_bytes:,}."
        found.append(issue(facts, "media", f"{sort}_bytes", message, "Make the file smaller."))
    if 0 < media.bytes < limits.least_bytes:
        message = f"A {word} has {media.bytes:,} bytes; {name} wants at least {limits.least_bytes:,}."
        found.append(issue(facts, "media", f"{sort}_bytes", message, "Use a better file."))
    return found + _shape_rules(facts, media, sort, limits)


def _shape_rules(facts: ConnectorFacts, media: Media, sort: MediaSort, limits: FileLimits) -> list[Issue]:
    name, word, found = LABELS[facts.key], _WORDS[sort], []
    if media.seconds and limits.seconds and not limits.seconds[0] <= media.seconds <= limits.seconds[1]:
        shortest, longest = limits.seconds
        message = f"The video takes {media.seconds:.1f} s; {name} takes {shortest:g} to {longest:g} s."
        found.append(issue(facts, "media", "video_seconds", message, "Cut it."))
    if not media.width or not media.height:
        return found
    smallest, largest = min(media.width, media.height), max(media.width, media.height)
    if smallest < limits.least_side or (limits.most_side and largest > limits.most_side):
        message = f"A {word} has {media.width} x {media.height} pixels; {name} takes sides of {_sides(limits)}."
        found.append(issue(facts, "media", f"{sort}_side", message, "Use another size."))
    ratio = media.width / media.height
    if limits.aspect and not limits.aspect[0] - ASPECT_SLACK <= ratio <= limits.aspect[1] + ASPECT_SLACK:
        narrow, wide = limits.aspect
        message = f"A {word} has the shape {media.width}:{media.height}; {name} takes {narrow:.2f}:1 to {wide:.2f}:1."
        found.append(issue(facts, "media", f"{sort}_aspect", message, "Crop it."))
    return found


def _sides(limits: FileLimits) -> str:
    return f"at least {limits.least_side}" if not limits.most_side else f"{limits.least_side} to {limits.most_side}"
