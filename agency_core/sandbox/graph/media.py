"""Fetching the media of a container, as Instagram and Threads do, and looking whether it may be used."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.errors import Invalid
from agency_core.http_client import Answer, AnswerLost, HttpClient, NothingSent
from agency_core.sandbox.graph.guard import GraphError
from agency_core.sandbox.pictures import looked_at

_IMAGE_BYTES = 8 * 1024 * 1024
_SLACK = 0.01
_SECONDS = 15.0
_VIDEOS = frozenset({"video/mp4", "video/quicktime"})
_UNREACHABLE = GraphError(
    9004, 2207052, "Only photo or video can be accepted as media type", "Die Mediendatei konnte nicht abgerufen werden."
)
_TOO_LARGE = GraphError(36000, 2207004, "The image is too large to download")
_BAD_FORMAT = GraphError(36001, 2207005, "The image format is not supported")
_BAD_ASPECT = GraphError(36003, 2207009, "The submitted image has an aspect ratio that cannot be published")
_BAD_VIDEO = GraphError(352, 2207026, "The video file format is not supported")


@dataclass(frozen=True)
class Demands:
    """What a network asks of media: picture formats by Pillow's names, the shape (width / height), bytes of a video."""

    formats: frozenset[str]
    shape: tuple[float, float]
    least_width: int
    video_bytes: int


@dataclass(frozen=True)
class Fetched:
    """What came of fetching: an error, or a small copy (none of a video)."""

    error: GraphError | None = None
    thumb: bytes = b""


def fetched(http: HttpClient, source: str, url: str, demands: Demands) -> Fetched:
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
    return Fetched(_video_error(answer, demands)) if video else _image(answer, demands)


def _video_error(answer: Answer, demands: Demands) -> GraphError | None:
    size = answer.headers.get("content-length", "0")
    kind = answer.headers.get("content-type", "").partition(";")[0]
    return _BAD_VIDEO if kind not in _VIDEOS or not size.isdecimal() or int(size) > demands.video_bytes else None


def _image(answer: Answer, demands: Demands) -> Fetched:
    if len(answer.body) > _IMAGE_BYTES:
        return Fetched(_TOO_LARGE)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    picture = looked_at(answer.body) if kind.startswith("image/") else None
    if picture is None or picture.format not in demands.formats or picture.width < demands.least_width:
        return Fetched(_BAD_FORMAT)
    narrow, wide = demands.shape
    if not narrow - _SLACK <= picture.width / picture.height <= wide + _SLACK:
        return Fetched(_BAD_ASPECT)
    return Fetched(thumb=picture.thumb)
