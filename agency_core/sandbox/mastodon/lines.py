"""Every address of Mastodon that the simulator answers."""

from __future__ import annotations

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Handler, Line
from agency_core.sandbox.mastodon import apps, media, server, statuses


def _line(method: str, path: str, route: str, handler: Handler) -> Line:
    return Line(Platform.MASTODON, method, path, route, handler)


LINES = (
    _line("POST", "/api/v1/statuses", "commit", statuses.create),
    _line("GET", "/api/v1/statuses/{id}", "metrics", statuses.one),
    _line("DELETE", "/api/v1/statuses/{id}", "delete", statuses.remove),
    _line("GET", "/api/v1/accounts/verify_credentials", "read", server.own_account),
    _line("GET", "/api/v1/accounts/{id}/statuses", "read", statuses.of_account),
    _line("POST", "/api/v2/media", "upload", media.take_in),
    _line("GET", "/api/v1/media/{id}", "poll", media.one),
    _line("GET", "/api/v2/instance", "read", server.instance),
    _line("GET", "/api/v2/instance/", "read", server.instance),
    _line("GET", "/api/v1/instance", "read", server.first_instance),
    _line("GET", "/api/v1/instance/", "read", server.first_instance),
    _line("GET", "/nodeinfo/2.0", "read", server.node),
    _line("POST", "/api/v1/apps", "refresh", apps.register),
    _line("POST", "/oauth/token", "refresh", apps.token),
)
