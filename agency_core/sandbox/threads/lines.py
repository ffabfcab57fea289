"""Every address of Threads' interface that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Line
from agency_core.sandbox.threads import audience, containers, insights, nodes, publishing, tokens

_P = Platform.THREADS

LINES = (
    Line(_P, "GET", "/access_token", "refresh", tokens.exchange),
    Line(_P, "GET", "/refresh_access_token", "refresh", tokens.refresh),
    Line(_P, "POST", "/{version}/{node}/threads", "container", containers.create, containers.with_media),
    Line(_P, "GET", "/{version}/{node}/threads", "read", nodes.listed),
    Line(_P, "GET", "/{version}/{node}/replies", "read", nodes.replies),
    Line(_P, "POST", "/{version}/{node}/threads_publish", "commit", publishing.publish),
    Line(_P, "GET", "/{version}/{node}/threads_publishing_limit", "read", publishing.limit),
    Line(_P, "GET", "/{version}/{node}/insights", "metrics", insights.told),
    Line(_P, "GET", "/{version}/{node}/threads_insights", "metrics", audience.told),
    Line(_P, "GET", "/{version}/{node}", "poll", nodes.one),
    Line(_P, "DELETE", "/{version}/{node}", "delete", nodes.remove),
)
