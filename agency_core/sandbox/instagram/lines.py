"""Every address of the Graph interface that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Line
from agency_core.sandbox.instagram import containers, insights, nodes, publishing, tokens

_P = Platform.INSTAGRAM

LINES = (
    Line(_P, "GET", "/refresh_access_token", "refresh", tokens.refresh),
    Line(_P, "POST", "/{version}/{node}/media", "container", containers.create, containers.with_media),
    Line(_P, "GET", "/{version}/{node}/media", "read", nodes.listed),
    Line(_P, "POST", "/{version}/{node}/media_publish", "commit", publishing.publish),
    Line(_P, "GET", "/{version}/{node}/content_publishing_limit", "read", publishing.limit),
    Line(_P, "GET", "/{version}/{node}/insights", "metrics", insights.told),
    Line(_P, "GET", "/{version}/{node}", "poll", nodes.one),
    Line(_P, "GET", "/{version}/{node}/", "poll", nodes.one),
    Line(_P, "DELETE", "/{version}/{node}", "delete", nodes.remove),
    Line(_P, "DELETE", "/{version}/{node}/", "delete", nodes.remove),
)
