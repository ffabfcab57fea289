"""What the cells of a sheet of planned posts say: times, platforms, kinds, media, priorities; each refusal with its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from agency_core.domain.agent import Persona
from agency_core.domain.clock import aware, wall_to_utc
from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType, FollowUpText, MediaItem, NewContent, Priority
from agency_core.domain.media import ADDRESS, MediaView
from agency_core.domain.platform import LABELS, MediaSort, platform
from agency_core.errors import Invalid

Cells = Mapping[str, str]
Shelf = Mapping[str, Sequence[MediaView]]
"""The client's library by name, in lower case; several media may have the same name."""
TITLE_CHARS = 80
_SEVERAL = re.compile(r"\s*[|\n]\s*")
_NAMES = re.compile(r"\s*[,;|/+\n]\s*")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(am|pm)?|(\d{1,2})\s*(am|pm)", re.IGNORECASE)
_PRIORITIES = {"": 0, "normal": 0, "0": 0, "urgent": 1, "high": 1, "1": 1, "low": -1, "-1": -1}
_SORTS = {
    MediaSort.IMAGE: ContentType.IMAGE_POST, MediaSort.VIDEO: ContentType.VIDEO_POST, MediaSort.DOCUMENT: ContentType.DOCUMENT,
}
_ENDINGS = {".mp4": MediaSort.VIDEO, ".mov": MediaSort.VIDEO, ".webm": MediaSort.VIDEO, ".pdf": MediaSort.DOCUMENT}
_KINDS = {
    **{kind.value: kind for kind in ContentType}, **{kind.value.removesuffix("_post"): kind for kind in ContentType},
    **{label.lower(): kind for kind, label in CONTENT_TYPE_LABELS.items()},
}
_PLATFORMS = {label.lower(): name.value for name, label in LABELS.items()}


def new_content(cells: Cells, client_id: str, timezone: str, shelf: Shelf) -> NewContent:
    """What a row proposes.

    Raises:
        Invalid: `field` is our name of the column that breaks a rule.
    """
    text = cells.get("text", "")
    if not text:
        raise Invalid("is empty", field="text", remedy="Write what the post says.")
    media = _media(cells, shelf)
    follow_ups = sorted((name for name in cells if name.startswith("follow_up_")), key=lambda name: int(name[10:]))
    return NewContent(
        content_type=_kind(cells.get("type", ""), media), title=cells.get("title", "") or _title(text), content_body=text,
        target_platforms=_platforms(cells.get("platforms", "")), persona=_persona(cells.get("persona", "")),
        scheduled_time=moment(cells, timezone), link=cells.get("link", ""), media=media,
        follow_ups=tuple(FollowUpText(cells[name]) for name in follow_ups if cells[name]),
        priority=_priority(cells.get("priority", "")), client_id=client_id, topic=cells.get("topic", ""),
        campaign=cells.get("campaign", ""),
    )


def moment(cells: Cells, timezone: str) -> datetime | None:
    """When it is to be published: `publish_at`, or `date` and `time` in the client's zone; None when all are empty.

    Raises:
        Invalid: it is no time, is skipped by the clocks, or half of it is missing.
    """
    whole = cells.get("publish_at", "")
    if whole:
        return _whole(whole, timezone)
    day, clock = cells.get("date", ""), cells.get("time", "")
    if not day and not clock:
        return None
    if not day:
        raise Invalid("is empty", field="date", remedy="Write the day as 2026-11-24, or empty the time.")
    if not clock and len(day) > 10:
        return _whole(day, timezone, "date")
    if not clock:
        raise Invalid("is empty", field="time", remedy="Write the time as 09:30, or empty the date.")
    return wall_to_utc(datetime.combine(_day(day), _clock(clock)), timezone, "time")


def _whole(text: str, timezone: str, field: str = "publish_at") -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("is not a time", field=field, remedy="Write it as 2026-11-24 09:30 or 2026-11-24T09:30+01:00.") from None
    return aware(found, field) if found.tzinfo else wall_to_utc(found, timezone, field)


def _day(text: str) -> date:
    dotted, slashed = _DOTTED.fullmatch(text), _SLASHED.fullmatch(text)
    try:
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        if slashed:
            first, second = int(slashed[1]), int(slashed[2])
            if first <= 12 and second <= 12 and first != second:
                raise Invalid("can be read as two days", field="date", remedy="Write it as 2026-11-24.")
            return date(int(slashed[3]), min(first, second), max(first, second))
        return date.fromisoformat(text.removesuffix(" 00:00:00"))
    except ValueError:
        raise Invalid("is not a day", field="date", remedy="Write it as 2026-11-24 or 24.11.2026.") from None


def _clock(text: str) -> time:
    found = _CLOCK.fullmatch(text.strip())
    hour, half = (int(found[1] or found[4]), (found[3] or found[5] or "").lower()) if found else (99, "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half:
        hour = 99
    minute = int(found[2] or 0) if found else 0
    if hour > 23 or minute > 59:
        raise Invalid("is not a time of day", field="time", remedy="Write it as 09:30.")
    return time(hour, minute)


def _platforms(text: str) -> tuple[str, ...]:
    names = [name for name in _NAMES.split(text.strip()) if name]
    if not names:
        raise Invalid("is empty", field="platforms", remedy="Name platforms, for example: linkedin, x.")
    return tuple(dict.fromkeys(platform(_PLATFORMS.get(name.lower(), name), "platforms").value for name in names))


def _media(cells: Cells, shelf: Shelf) -> tuple[MediaItem, ...]:
    names = [name for name in _SEVERAL.split(cells.get("media", "")) if name]
    said = _SEVERAL.split(cells.get("alt_text", ""))
    alts = [said[place] if place < len(said) else "" for place in range(len(names))]
    return tuple(_medium(name, alt, shelf) for name, alt in zip(names, alts, strict=True))


def _medium(name: str, alt: str, shelf: Shelf) -> MediaItem:
    if name.startswith(("https://", "http://", ADDRESS)):
        return MediaItem(name, alt)
    found = shelf.get(name.lower(), ())
    if not found:
        remedy = "Upload it on the page Media first, or write its address."
        raise Invalid("is not in the client's library", field="media", remedy=remedy)
    if len(found) > 1:
        raise Invalid("is the name of several media", field="media", remedy="Rename them, or write the address.")
    return MediaItem(found[0].url, alt or found[0].alt_text, found[0].sha256)


def _kind(text: str, media: Sequence[MediaItem]) -> ContentType:
    if text:
        kind = _KINDS.get(text.lower().replace("-", " "))
        if kind is None:
            remedy = f"Use one of: {', '.join(ContentType)}."
            raise Invalid("is not a kind of content", field="type", remedy=remedy)
        return kind
    if not media:
        return ContentType.TEXT_POST
    return _SORTS[next((sort for end, sort in _ENDINGS.items() if media[0].url.lower().endswith(end)), MediaSort.IMAGE)]


def _persona(text: str) -> str:
    folded = text.strip().lower().replace(" ", "_")
    if folded and folded not in set(Persona):
        raise Invalid("is not a persona", field="persona", remedy=f"Use one of: {', '.join(Persona)}; or empty the cell.")
    return folded


def _priority(text: str) -> int:
    found = _PRIORITIES.get(text.strip().lower())
    if found is None:
        raise Invalid("is not a priority", field="priority", remedy="Use low, normal or urgent.")
    return Priority(found)


def _title(text: str) -> str:
    first = " ".join(text.splitlines()[0].split())
    return first if len(first) <= TITLE_CHARS else first[: TITLE_CHARS - 1].rstrip() + "…"
