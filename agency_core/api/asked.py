"""What a request says about itself: its headers, the host it was sent to, its cookies, and what part of the product it wants."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import Scope

PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Name = tuple[str, int]
Headers = Mapping[str, tuple[str, ...]]


def is_api(path: str) -> bool:
    """Whether `path` belongs to the REST API."""
    return path == "/api" or path.startswith("/api/")


def headers_of(scope: Scope) -> Headers:
    """Every header by its name in lower case, with all values that were sent."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = (*found.get(key, ()), value.decode("latin-1"))
    return found


def host_name(text: str, default_port: int) -> Name | None:
    """Host and port of a Host header or of what follows `://` in an Origin; None when it is no such thing."""
    try:
        parts = urlsplit(f"//{text}")
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not name or parts.netloc != text or "@" in text:
        return None
    return name, port or default_port


def host_of(scope: Scope, headers: Headers) -> Name | None:
    """The one host that was asked for; None when there is none, several, or something else."""
    hosts = headers.get("host", ())
    return host_name(hosts[0], PORTS[scope.get("scheme", "http")]) if len(hosts) == 1 else None


def is_own_origin(origin: str, host: Name) -> bool:
    """Whether a page of `host` itself asks."""
    scheme, _, rest = origin.partition("://")
    return scheme in {"http", "https"} and host_name(rest, PORTS[scheme]) == host


def is_cross_site(headers: Headers) -> bool:
    """Whether a browser says that another site's page sends this without saying which (navigations have no Origin)."""
    fetch = headers.get("sec-fetch-site", ())
    return "cross-site" in fetch and not headers.get("origin") and headers.get("sec-fetch-mode", ()) != ("navigate",)


def cookie(headers: Headers, name: str) -> str:
    """The value of a cookie; empty when there is none, or when two of that name were sent."""
    pairs = (pair.strip().partition("=") for line in headers.get("cookie", ()) for pair in line.split(";"))
    found = [value for key, _, value in pairs if key == name]
    return found[0] if len(found) == 1 else ""


def address_of(scope: Scope) -> str:
    """Where it comes from; empty when the server does not know."""
    client = scope.get("client")
    return str(client[0]) if client else ""
