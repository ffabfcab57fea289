"""Checking the record of a post against its lexicon, in the words of the real server.

Stricter in two things, as the real server takes them silently: a field that the lexicon does not have is an error here, and
so is a facet that points outside of the text or cuts a character in two.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import regex

from agency_core.sandbox.bluesky.guard import COLLECTION, invalid

_TEXT_GRAPHEMES, _TEXT_BYTES = 300, 3000
_TAG_GRAPHEMES, _TAG_BYTES = 64, 640
_IMAGE_BYTES, _THUMB_BYTES, _MOST_IMAGES = 2_000_000, 1_000_000, 4
_FIELDS = {"$type", "text", "createdAt", "facets", "reply", "embed", "langs", "labels", "tags"}
_URI = re.compile(r"\w+:(?://)?[^\s/]\S*")
_AT_URI = re.compile(r"at://did:[a-z]+:[A-Za-z0-9._:%-]+/[a-zA-Z.]+/[A-Za-z0-9._:~-]+")
_CID = re.compile(r"b[a-z2-7]{58}")
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]+")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_GRAPHEME = regex.compile(r"\X")
_FEATURES = {"link": "uri", "mention": "did", "tag": "tag"}


def checked(record: object) -> dict[str, Any]:
    """`record`, when it is a post.

    Raises:
        Refusal: the first rule that it breaks.
    """
    here = "$.record"
    post = _object(record, here, _FIELDS, ("text", "createdAt"))
    if post.get("$type", COLLECTION) != COLLECTION:
        raise invalid(f"Invalid $type: expected {COLLECTION}, got {post['$type']}")
    text = _string(post["text"], f"{here}.text", _TEXT_BYTES, _TEXT_GRAPHEMES)
    _moment(post["createdAt"], f"{here}.createdAt")
    for place, facet in enumerate(_array(post.get("facets", []), f"{here}.facets")):
        _facet(facet, f"{here}.facets[{place}]", text)
    if "reply" in post:
        _reply(post["reply"], f"{here}.reply")
    if "embed" in post:
        _embed(post["embed"], f"{here}.embed")
    for name, most in (("langs", 3), ("tags", 8)):
        for place, entry in enumerate(_array(post.get(name, []), f"{here}.{name}", most)):
            _string(entry, f"{here}.{name}[{place}]", _TAG_BYTES, _TAG_GRAPHEMES)
    return {"$type": COLLECTION, **post}


def blobs_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The references to pictures in a checked record, in their order."""
    embed = record.get("embed", {})
    if "external" in embed:
        return [embed["external"]["thumb"]] if "thumb" in embed["external"] else []
    return [image["image"] for image in embed.get("images", [])]


def _facet(found: object, path: str, text: str) -> None:
    facet = _object(found, path, {"$type", "index", "features"}, ("index", "features"))
    index = _object(facet["index"], f"{path}.index", {"$type", "byteStart", "byteEnd"}, ("byteStart", "byteEnd"))
    start, end = (_integer(index[name], f"{path}.index.{name}", 0) for name in ("byteStart", "byteEnd"))
    data = text.encode()
    if not start < end <= len(data) or any(at < len(data) and data[at] & 0xC0 == 0x80 for at in (start, end)):
        raise _wrong(f"The facet does not lie on the text (got {start} to {end} of {len(data)} bytes)", f"{path}.index")
    for place, feature in enumerate(_array(facet["features"], f"{path}.features")):
        _feature(feature, f"{path}.features[{place}]")


def _feature(found: object, path: str) -> None:
    kind = str(found.get("$type", "")).removeprefix("app.bsky.richtext.facet#") if isinstance(found, dict) else ""
    if kind not in _FEATURES:
        raise _wrong("Unknown feature", path)
    name = _FEATURES[kind]
    value = _object(found, path, {"$type", name}, (name,))[name]
    if name == "tag":
        _string(value, f"{path}.tag", _TAG_BYTES, _TAG_GRAPHEMES)
    else:
        _matching(value, f"{path}.{name}", {"uri": _URI, "did": _DID}[name], name)


def _reply(found: object, path: str) -> None:
    reply = _object(found, path, {"$type", "root", "parent"}, ("root", "parent"))
    for name in ("root", "parent"):
        reference = _object(reply[name], f"{path}.{name}", {"$type", "uri", "cid"}, ("uri", "cid"))
        _matching(reference["uri"], f"{path}.{name}.uri", _AT_URI, "at-uri")
        _matching(reference["cid"], f"{path}.{name}.cid", _CID, "cid string")


def _embed(found: object, path: str) -> None:
    kind = found.get("$type") if isinstance(found, dict) else None
    if kind == "app.bsky.embed.images":
        images = _object(found, path, {"$type", "images"}, ("images",))["images"]
        for place, image in enumerate(_array(images, f"{path}.images", _MOST_IMAGES)):
            _image(image, f"{path}.images[{place}]")
    elif kind == "app.bsky.embed.external":
        here = f"{path}.external"
        external = _object(found, path, {"$type", "external"}, ("external",))["external"]
        card = _object(external, here, {"$type", "uri", "title", "description", "thumb"}, ("uri", "title", "description"))
        _matching(card["uri"], f"{here}.uri", _URI, "uri")
        for name in ("title", "description"):
            _string(card[name], f"{here}.{name}")
        if "thumb" in card:
            _blob(card["thumb"], f"{here}.thumb", _THUMB_BYTES)
    else:
        raise _wrong("Unknown embed", path)


def _image(found: object, path: str) -> None:
    image = _object(found, path, {"$type", "alt", "image", "aspectRatio"}, ("alt", "image"))
    _string(image["alt"], f"{path}.alt")
    _blob(image["image"], f"{path}.image", _IMAGE_BYTES)
    if "aspectRatio" in image:
        ratio = _object(image["aspectRatio"], f"{path}.aspectRatio", {"$type", "width", "height"}, ("width", "height"))
        for name in ("width", "height"):
            _integer(ratio[name], f"{path}.aspectRatio.{name}", 1)


def _blob(found: object, path: str, most: int) -> None:
    blob = _object(found, path, {"$type", "ref", "mimeType", "size"}, ("$type", "ref", "mimeType", "size"))
    reference = _object(blob["ref"], f"{path}.ref", {"$link"}, ("$link",))
    _matching(reference["$link"], f"{path}.ref", _CID, "cid")
    if not _string(blob["mimeType"], f"{path}.mimeType").startswith("image/"):
        raise _wrong(f"Expected \"image/*\" mime type (got \"{blob['mimeType']}\")", path)
    size = _integer(blob["size"], f"{path}.size", 0)
    if size > most:
        raise _wrong(f"blob too big (maximum {most}, got {size})", path)


def _object(found: object, path: str, allowed: set[str], required: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise _wrong(f"Expected object value type (got {_as_json(found)})", path)
    for name in required:
        if name not in found:
            raise _wrong(f'Missing required key "{name}"', path)
    unknown = sorted(set(found) - allowed)
    if unknown:
        raise _wrong(f'Unexpected key "{unknown[0]}"', path)
    return found


def _array(found: object, path: str, most: int = 0) -> list[Any]:
    if not isinstance(found, list):
        raise _wrong(f"Expected array value type (got {_as_json(found)})", path)
    if most and len(found) > most:
        raise _wrong(f"array too big (maximum {most}, got {len(found)})", path)
    return found


def _string(found: object, path: str, most_bytes: int = 0, most_graphemes: int = 0) -> str:
    if not isinstance(found, str) or any("\ud800" <= char <= "\udfff" for char in found):
        raise _wrong(f"Expected string value type (got {_as_json(found)})", path)
    size = len(found.encode())
    if most_bytes and size > most_bytes:
        raise _wrong(f"string too big (maximum {most_bytes}, got {size})", path)
    graphemes = len(_GRAPHEME.findall(found)) if most_graphemes else 0
    if graphemes > most_graphemes:
        raise _wrong(f"grapheme too big (maximum {most_graphemes}, got {graphemes})", path)
    return found


def _integer(found: object, path: str, least: int) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise _wrong(f"Expected integer value type (got {_as_json(found)})", path)
    if found < least:
        raise _wrong(f"integer too small (minimum {least}, got {found})", path)
    return found


def _matching(found: object, path: str, pattern: re.Pattern[str], what: str) -> None:
    if not pattern.fullmatch(_string(found, path)):
        raise _wrong(f'Invalid {what} (got "{found}")', path)


def _moment(found: object, path: str) -> None:
    text = _string(found, path)
    try:
        fits = bool(_DATETIME.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:
        fits = False  # a day that no month has
    if not fits:
        raise _wrong(f'Invalid datetime (got "{text}")', path)


def _as_json(found: object) -> str:
    return json.dumps(found, separators=(",", ":"))


def _wrong(what: str, path: str) -> Exception:
    return invalid(f"Invalid {COLLECTION} record: {what} at {path}")
