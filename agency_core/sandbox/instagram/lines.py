"""Every address of the Graph interface that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Line
from agency_core.sandbox.graph import comments, people
from agency_core.sandbox.graph.tokens import exchanged
from agency_core.sandbox.instagram import containers, insights, nodes, publishing, tokens

_P = Platform.INSTAGRAM

LINES = (
    Line(_P, "GET", "/refresh_access_token", "refresh", tokens.refresh),
    Line(_P, "GET", "/{version}/oauth/access_token", "refresh", exchanged),
    Line(_P, "GET", "/{version}/me/accounts", "read", people.accounts),
    Line(_P, "POST", "/{version}/{node}/media", "container", containers.create, containers.with_media),
    Line(_P, "GET", "/{version}/{node}/media", "read", nodes.listed),
    Line(_P, "POST", "/{version}/{node}/media_publish", "commit", publishing.publish),
    Line(_P, "GET", "/{version}/{node}/content_publishing_limit", "read", publishing.limit),
    Line(_P, "POST", "/{version}/{node}/comments", "commit", comments.comment),
    Line(_P, "GET", "/{version}/{node}/comments", "read", comments.listed),
    Line(_P, "GET", "/{version}/{node}/insights", "metrics", insights.told),
    Line(_P, "GET", "/{version}/{node}", "poll", nodes.one),
    Line(_P, "GET", "/{version}/{node}/", "poll", nodes.one),
    Line(_P, "DELETE", "/{version}/{node}", "delete", nodes.remove),
    Line(_P, "DELETE", "/{version}/{node}/", "delete", nodes.remove),
)
