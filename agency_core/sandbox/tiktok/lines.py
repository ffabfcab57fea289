"""Every address of TikTok that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Line
from agency_core.sandbox.tiktok import creator, films, photos, publications, telling, tokens

_P = Platform.TIKTOK
_PUBLISH = "/v2/post/publish"

LINES = (
    Line(_P, "POST", "/v2/oauth/token/", "refresh", tokens.refresh),
    Line(_P, "GET", "/v2/user/info/", "read", telling.user),
    Line(_P, "POST", f"{_PUBLISH}/creator_info/query/", "container", creator.info),
    Line(_P, "POST", f"{_PUBLISH}/video/init/", "container", films.announce),
    Line(_P, "PUT", "/upload", "commit", films.receive, sort=films.kind_of_call),
    Line(_P, "POST", f"{_PUBLISH}/content/init/", "commit", photos.announce, photos.with_pictures),
    Line(_P, "POST", f"{_PUBLISH}/status/fetch/", "poll", publications.status),
    Line(_P, "POST", "/v2/video/list/", "read", telling.listed),
    Line(_P, "POST", "/v2/video/query/", "metrics", telling.queried),
)
