"""Every address of X that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Line
from agency_core.sandbox.x import posts, reading, segments, tokens, uploads

_P = Platform.X

LINES = (
    Line(_P, "POST", "/2/tweets", "commit", posts.create),
    Line(_P, "GET", "/2/tweets", "metrics", reading.several),
    Line(_P, "GET", "/2/tweets/{id}", "read", reading.one),
    Line(_P, "DELETE", "/2/tweets/{id}", "delete", posts.remove),
    Line(_P, "GET", "/2/users/me", "read", reading.me),
    Line(_P, "GET", "/2/users/{id}/tweets", "read", reading.of_user),
    Line(_P, "POST", "/2/media/upload", "upload", uploads.upload),
    Line(_P, "GET", "/2/media/upload", "poll", segments.status),
    Line(_P, "POST", "/2/media/upload/initialize", "container", segments.initialize),
    Line(_P, "POST", "/2/media/upload/{id}/append", "upload", segments.append),
    Line(_P, "POST", "/2/media/upload/{id}/finalize", "container", segments.finalize),
    Line(_P, "POST", "/2/media/metadata", "upload", uploads.describe),
    Line(_P, "POST", "/2/oauth2/token", "refresh", tokens.refresh),
)
