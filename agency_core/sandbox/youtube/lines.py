"""Every address of the Data interface that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Line
from agency_core.sandbox.youtube import comments, lists, tokens, uploads, videos

_P = Platform.YOUTUBE
_API, _UPLOAD = "/youtube/v3", "/upload/youtube/v3"

LINES = (
    Line(_P, "POST", "/token", "refresh", tokens.refresh),
    Line(_P, "POST", f"{_UPLOAD}/videos", "container", uploads.begin),
    Line(_P, "PUT", f"{_UPLOAD}/videos", "commit", uploads.receive, sort=uploads.kind_of_call),
    Line(_P, "POST", f"{_UPLOAD}/thumbnails/set", "upload", videos.set_thumbnail),
    Line(_P, "GET", f"{_API}/videos", "poll", videos.listed, sort=videos.kind_of_read),
    Line(_P, "DELETE", f"{_API}/videos", "delete", videos.remove),
    Line(_P, "GET", f"{_API}/channels", "read", lists.profiles),
    Line(_P, "GET", f"{_API}/playlistItems", "read", lists.uploads),
    Line(_P, "POST", f"{_API}/commentThreads", "commit", comments.add),
    Line(_P, "GET", f"{_API}/commentThreads", "read", comments.listed),
    Line(_P, "GET", f"{_API}/comments", "metrics", comments.one),
    Line(_P, "DELETE", f"{_API}/comments", "delete", comments.remove),
)
