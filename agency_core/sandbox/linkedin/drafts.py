"""Reading the body of a post as strictly as LinkedIn documents it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.linkedin.guard import InputError, bad_input, known_fields, owner

_LIMIT = 3000
_REQUIRED = ("author", "commentary", "visibility", "distribution", "lifecycleState")
_FIELDS = {*_REQUIRED, "isReshareDisabledByAuthor", "content"}
_VISIBILITIES = {"PUBLIC", "CONNECTIONS", "LOGGED_IN"}
_MEDIA = ("image", "video", "document")
_FEWEST_IMAGES, _MOST_IMAGES = 2, 20


@dataclass(frozen=True)
class Draft:
    """A post that passed the checks of its shape; `media` are the URNs it needs."""

    author: str
    commentary: str
    visibility: str
    kind: str
    content: dict[str, Any]
    media: tuple[str, ...]


def read_draft(body: dict[str, Any], token: SandboxToken) -> Draft:
    """The post that was sent.

    Raises:
        Refusal: a field is missing, unknown, of the wrong kind or too long, or the author is somebody else.
    """
    known_fields(body, _FIELDS)
    for name in _REQUIRED:
        if name not in body:
            raise bad_input(InputError("MISSING_FIELD", f"/{name}", f"{name} is required"))
    author = owner(body["author"], "/author", token)
    commentary = _text(body["commentary"], "/commentary")
    if len(commentary) > _LIMIT:
        raise bad_input(InputError("FIELD_LENGTH_TOO_LONG", "/commentary", f"commentary exceeds {_LIMIT} characters"))
    _one_of(body["visibility"], _VISIBILITIES, "/visibility")
    _one_of(body["lifecycleState"], {"PUBLISHED"}, "/lifecycleState")
    _distribution(body["distribution"])
    content = body.get("content", {})
    kind, media = _content(content)
    if kind == "text" and not commentary.strip():
        raise bad_input(InputError("MISSING_FIELD", "/commentary", "commentary is required without content"))
    return Draft(author, commentary, body["visibility"], kind, content, media)


def _distribution(found: object) -> None:
    if not isinstance(found, dict):
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", "/distribution", "distribution is an object"))
    known_fields(found, {"feedDistribution", "targetEntities", "thirdPartyDistributionChannels"}, "/distribution")
    _one_of(found.get("feedDistribution"), {"MAIN_FEED", "NONE"}, "/distribution/feedDistribution")


def _content(content: object) -> tuple[str, tuple[str, ...]]:
    if content == {}:
        return "text", ()
    if not isinstance(content, dict) or len(content) != 1:
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", "/content", "content holds exactly one kind"))
    name, inner = next(iter(content.items()))
    readers = {"media": _media, "multiImage": _images, "article": _article}
    if name not in readers or not isinstance(inner, dict):
        raise bad_input(InputError("INVALID_FIELD", f"/content/{name}", f"{name} is not a kind of content known here"))
    return readers[name](inner)


def _media(inner: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    known_fields(inner, {"id", "altText", "title"}, "/content/media")
    urn = _text(inner.get("id"), "/content/media/id")
    _not_blank(inner, "altText", "/content/media")
    kind = urn.split(":")[2] if urn.count(":") >= 3 and urn.startswith("urn:li:") else ""
    if kind not in _MEDIA:
        raise bad_input(InputError("INVALID_URN_TYPE", "/content/media/id", f"{urn} is none of {', '.join(_MEDIA)}"))
    if kind == "document":
        _text(inner.get("title"), "/content/media/title")
    _not_blank(inner, "title", "/content/media")
    return kind, (urn,)


def _images(inner: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    known_fields(inner, {"images"}, "/content/multiImage")
    images = inner.get("images")
    if not isinstance(images, list) or not _FEWEST_IMAGES <= len(images) <= _MOST_IMAGES:
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", "/content/multiImage/images", "images holds 2 to 20"))
    urns = []
    for image in images:
        if not isinstance(image, dict):
            raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", "/content/multiImage/images", "an image is an object"))
        known_fields(image, {"id", "altText"}, "/content/multiImage/images")
        _not_blank(image, "altText", "/content/multiImage/images")
        urns.append(_text(image.get("id"), "/content/multiImage/images/id"))
        if not urns[-1].startswith("urn:li:image:"):
            raise bad_input(InputError("INVALID_URN_TYPE", "/content/multiImage/images/id", f"{urns[-1]} is no image"))
    return "carousel", tuple(urns)


def _article(inner: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    known_fields(inner, {"source", "title", "description", "thumbnail"}, "/content/article")
    source = _text(inner.get("source"), "/content/article/source")
    if not source.startswith(("https://", "http://")):
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", "/content/article/source", "source is no web address"))
    _text(inner.get("title"), "/content/article/title")
    _not_blank(inner, "title", "/content/article")
    if "thumbnail" not in inner:
        return "article", ()
    thumbnail = _text(inner["thumbnail"], "/content/article/thumbnail")
    if not thumbnail.startswith("urn:li:image:"):
        raise bad_input(InputError("INVALID_URN_TYPE", "/content/article/thumbnail", f"{thumbnail} is no image"))
    return "article", (thumbnail,)


def _text(value: object, path: str) -> str:
    if value is None:
        raise bad_input(InputError("MISSING_FIELD", path, f"{path} is required"))
    if not isinstance(value, str):
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", path, f"{path} is text"))
    return value


def _not_blank(inner: dict[str, Any], name: str, path: str) -> None:
    if name in inner and not str(inner[name]).strip():
        raise bad_input(InputError("INVALID_VALUE_BLANK_FIELD", f"{path}/{name}", f"{name} must not be blank"))


def _one_of(value: object, allowed: set[str], path: str) -> None:
    if value not in allowed:
        known = ", ".join(sorted(allowed))
        raise bad_input(InputError("INVALID_VALUE_FOR_FIELD", path, f"{path} must be one of {known}"))
