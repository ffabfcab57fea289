"""Every address of the Graph interface that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Line
from agency_core.sandbox.facebook import feed, insights, nodes, photos, reels, videos
from agency_core.sandbox.graph import comments, people
from agency_core.sandbox.graph.tokens import exchanged

_P = Platform.FACEBOOK

LINES = (
    Line(_P, "GET", "/{version}/oauth/access_token", "refresh", exchanged),
    Line(_P, "GET", "/{version}/me/accounts", "read", people.accounts),
    Line(_P, "POST", "/video-upload/{version}/{video}", "upload", reels.receive),
    Line(_P, "POST", "/{version}/{node}/feed", "commit", feed.create),
    Line(_P, "GET", "/{version}/{node}/feed", "read", feed.listed),
    Line(_P, "POST", "/{version}/{node}/photos", "upload", photos.create, photos.with_media, photos.route),
    Line(_P, "POST", "/{version}/{node}/videos", "upload", videos.create, videos.with_media, videos.route),
    Line(_P, "POST", "/{version}/{node}/video_reels", "container", reels.create, sort=reels.route),
    Line(_P, "POST", "/{version}/{node}/comments", "commit", comments.comment),
    Line(_P, "GET", "/{version}/{node}/comments", "read", comments.listed),
    Line(_P, "GET", "/{version}/{node}/insights", "metrics", insights.told),
    Line(_P, "GET", "/{version}/{node}", "poll", nodes.one),
    Line(_P, "GET", "/{version}/{node}/", "poll", nodes.one),
    Line(_P, "DELETE", "/{version}/{node}", "delete", nodes.remove),
    Line(_P, "DELETE", "/{version}/{node}/", "delete", nodes.remove),
)
