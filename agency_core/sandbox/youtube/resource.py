"""The video resource as YouTube's published description has it: which fields may be written, and what they may hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agency_core.sandbox.youtube.guard import bad_request

TITLE_CHARACTERS, DESCRIPTION_BYTES, TAG_CHARACTERS = 100, 5000, 500
WRITABLE: Mapping[str, Mapping[str, type]] = {
    "snippet": {
        "title": str, "description": str, "tags": list, "categoryId": str, "defaultLanguage": str, "defaultAudioLanguage": str,
    },
    "status": {
        "privacyStatus": str, "publishAt": str, "selfDeclaredMadeForKids": bool, "containsSyntheticMedia": bool,
        "embeddable": bool, "license": str, "publicStatsViewable": bool,
    },
}  # fmt: skip
CHOICES = {"privacyStatus": ("public", "unlisted", "private"), "license": ("youtube", "creativeCommon")}


def checked(body: Mapping[str, Any], parts: list[str]) -> dict[str, dict[str, Any]]:
    """The parts of a video that was sent, each field known, of its type and within its limits.

    Raises:
        Refusal: a field is not.
    """
    for part in body:
        if part not in WRITABLE or part not in parts:
            raise bad_request("unexpectedPart", f"{part} cannot be written here")
    found = {part: _fields(part, body.get(part, {})) for part in WRITABLE}
    _check_words(found["snippet"])
    _check_status(found["status"])
    return found


def _fields(part: str, sent: object) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise bad_request("invalidVideoMetadata", f"{part} is not an object")
    for name, value in sent.items():
        wanted = WRITABLE[part].get(name)
        if wanted is None:
            raise bad_request("invalidVideoMetadata", f"{part}.{name} is not a known field")
        if not isinstance(value, wanted):
            raise bad_request("invalidVideoMetadata", f"{part}.{name} is of another type")
        if name in CHOICES and value not in CHOICES[name]:
            raise bad_request("invalidVideoMetadata", f"{value} is no {name}")
    return sent


def _check_words(snippet: Mapping[str, Any]) -> None:
    title, description = snippet.get("title", ""), snippet.get("description", "")
    if not title.strip() or len(title) > TITLE_CHARACTERS or _bracketed(title):
        raise bad_request("invalidTitle", "The request metadata specifies an invalid or empty video title.")
    if len(description.encode("utf-8", "surrogatepass")) > DESCRIPTION_BYTES or _bracketed(description):
        raise bad_request("invalidDescription", "The request metadata specifies an invalid video description.")
    tags = snippet.get("tags", [])
    if not all(isinstance(tag, str) for tag in tags) or len(",".join(tags)) > TAG_CHARACTERS:
        raise bad_request("invalidTags", "The request metadata specifies invalid video keywords.")
    if "categoryId" in snippet and not snippet["categoryId"].isdecimal():
        raise bad_request("invalidCategoryId", "The snippet.categoryId property specifies an invalid category ID.")


def _check_status(status: Mapping[str, Any]) -> None:
    if "publishAt" not in status:
        return
    try:
        datetime.fromisoformat(status["publishAt"])
    except ValueError:
        raise bad_request("invalidPublishAt", "The publishing time is invalid.") from None
    if status.get("privacyStatus") != "private":
        raise bad_request("invalidPublishAt", "Only a private video has a publishing time.")


def _bracketed(text: str) -> bool:
    return "<" in text or ">" in text
