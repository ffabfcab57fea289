"""Every method of a Bluesky server that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.bluesky import blobs, index, repository, sessions
from agency_core.sandbox.exchange import Handler, Line


def _line(verb: str, method: str, route: str, handler: Handler) -> Line:
    return Line(Platform.BLUESKY, verb, f"/xrpc/{method}", route, handler)


LINES = (
    _line("POST", "com.atproto.server.createSession", "read", sessions.create),
    _line("POST", "com.atproto.server.refreshSession", "refresh", sessions.refresh),
    _line("GET", "com.atproto.server.getSession", "read", sessions.current),
    _line("POST", "com.atproto.server.deleteSession", "refresh", sessions.end_session),
    _line("GET", "com.atproto.identity.resolveHandle", "read", sessions.resolve),
    _line("POST", "com.atproto.repo.uploadBlob", "upload", blobs.receive),
    _line("POST", "com.atproto.repo.putRecord", "commit", repository.put),
    _line("POST", "com.atproto.repo.createRecord", "commit", repository.create),
    _line("GET", "com.atproto.repo.getRecord", "read", repository.one),
    _line("GET", "com.atproto.repo.listRecords", "read", repository.listed),
    _line("POST", "com.atproto.repo.deleteRecord", "delete", repository.remove),
    _line("GET", "app.bsky.feed.getPosts", "metrics", index.posts),
    _line("GET", "app.bsky.actor.getProfile", "read", index.profile),
)
