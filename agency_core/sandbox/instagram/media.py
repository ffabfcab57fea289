"""Fetching the media of a container, as Instagram does, and looking whether it may be used."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.errors import Invalid
from agency_core.http_client import Answer, AnswerLost, HttpClient, NothingSent
from agency_core.sandbox.instagram.guard import GraphError
from agency_core.sandbox.pictures import Picture, looked_at

_IMAGE_BYTES = 8 * 1024 * 1024
_STORY_VIDEO_BYTES, _VIDEO_BYTES = 100_000_000, 300_000_000
_NARROWEST, _WIDEST = 0.8, 1.91
_SLACK = 0.01
_WIDTH = 320
_SECONDS = 15.0
_UNREACHABLE = GraphError(
    9004, 2207052, "Only photo or video can be accepted as media type", "Die Mediendatei konnte nicht abgerufen werden."
)
_TOO_LARGE = GraphError(36000, 2207004, "The image is too large to download")
_BAD_FORMAT = GraphError(36001, 2207005, "The image format is not supported. Use JPEG")
_BAD_ASPECT = GraphError(36003, 2207009, "The submitted image has an aspect ratio that cannot be published")
_BAD_VIDEO = GraphError(352, 2207026, "The video file format is not supported")


@dataclass(frozen=True)
class Fetched:
    """What came of fetching: an error, or a small copy (none of a video)."""

    error: GraphError | None = None
    thumb: bytes = b""


def fetched(http: HttpClient, source: str, url: str, *, story: bool) -> Fetched:
    """Fetch a picture whole; of a video ask only what it is and how large."""
    video = source == "video_url"
    try:
        answer = http.request("HEAD" if video else "GET", url, deadline=_SECONDS, cap=_IMAGE_BYTES + 1)
    except (NothingSent, Invalid):
        return Fetched(_UNREACHABLE)
    except AnswerLost:
        return Fetched(_UNREACHABLE if video else _TOO_LARGE)
    if answer.status != 200:
        return Fetched(_UNREACHABLE)
    return Fetched(_video_error(answer, _STORY_VIDEO_BYTES if story else _VIDEO_BYTES)) if video else _image(answer, story)


def _video_error(answer: Answer, most: int) -> GraphError | None:
    size = answer.headers.get("content-length", "0")
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind not in {"video/mp4", "video/quicktime"} or not size.isdecimal() or int(size) > most:
        return _BAD_VIDEO
    return None


def _image(answer: Answer, story: bool) -> Fetched:
    if len(answer.body) > _IMAGE_BYTES:
        return Fetched(_TOO_LARGE)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    picture = looked_at(answer.body) if kind == "image/jpeg" else None
    if picture is None or picture.format != "JPEG" or picture.width < _WIDTH:
        return Fetched(_BAD_FORMAT)
    if not story and not _fits(picture):
        return Fetched(_BAD_ASPECT)
    return Fetched(thumb=picture.thumb)


def _fits(picture: Picture) -> bool:
    return _NARROWEST - _SLACK <= picture.width / picture.height <= _WIDEST + _SLACK
