"""The gate of local mode: nobody signs in, so only this machine may ask, and only pages of its own.

It wraps everything (dashboard, its websocket, API, sandbox network) and refuses what a foreign page could make a browser
send: a foreign Host (a name rebound to this machine), a foreign Origin, API writes that are not JSON. It also bounds bodies.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from urllib.parse import quote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agency_core.api.observed import request_id_of
from agency_core.api.problems import Problem
from agency_core.observe import correlation

LOG = logging.getLogger(__name__)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
UPLOAD_PATH = "/api/analytics/upload"
BATCH_PATH = "/api/analytics/batch"
POSTS_PATH = "/api/imports"
FOLLOWERS_PATH, RIVALS_PATH = "/api/analytics/followers/import", "/api/competitors/import"
LIBRARY_PATH = "/api/media"
BODIES = {
    UPLOAD_PATH: ("multipart/form-data", "not_multipart"), POSTS_PATH: ("multipart/form-data", "not_multipart"),
    FOLLOWERS_PATH: ("multipart/form-data", "not_multipart"), RIVALS_PATH: ("multipart/form-data", "not_multipart"),
    LIBRARY_PATH: ("application/octet-stream", "not_a_file"),
}
"""Where a write is no JSON: the type it takes, and what the refusal of another is called."""
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
JSON_BYTES = 2 * 1024**2
UPLOAD_BYTES = 52 * 1024**2
BATCH_BYTES = 16 * 1024**2
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
AT_HOME = (
    "frame-ancestors 'self'; form-action 'self'; base-uri 'self'; object-src 'none'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'"
)
"""What a page may load and whom it may call: this machine only. (Streamlit would fetch favicons from a font server.)"""
SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"content-security-policy", AT_HOME.encode()),
)
"""Headers for every answer; one that an answer brings itself is kept."""
LOCKED_UP = (b"content-security-policy", b"sandbox; default-src 'none'; img-src 'self'; media-src 'self'")
"""For files that the dashboard hands out under /media: whatever they hold, they run nothing and send nothing."""

Name = tuple[str, int]
Headers = Mapping[str, tuple[str, ...]]


class LocalGate:
    """ASGI middleware that lets through what this machine asks of itself."""

    def __init__(
        self, app: ASGIApp, cors_origins: Collection[str] = (), media_bytes: int = UPLOAD_BYTES,
        upload_bytes: int = UPLOAD_BYTES,
    ) -> None:
        """Guard `app`; pages of `cors_origins` may call the API from elsewhere.

        A file of the library may have `media_bytes`, a form with a file of numbers `upload_bytes`.
        """
        self._app = app
        self._most = {
            LIBRARY_PATH: media_bytes, UPLOAD_PATH: upload_bytes, POSTS_PATH: UPLOAD_BYTES, BATCH_PATH: BATCH_BYTES,
            FOLLOWERS_PATH: UPLOAD_BYTES, RIVALS_PATH: UPLOAD_BYTES,
        }
        self._friends = frozenset(origin.rstrip("/").lower() for origin in cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = _headers(scope)
        problem = self._stranger(scope, headers)
        if problem is None and scope["type"] == "http":
            problem = _nowhere(scope) or _unfit_write(scope, headers, self._limit(scope["path"]))
        if problem is not None:
            with correlation.bound(request_id_of(scope)):
                LOG.warning("refused %s %s: %s", scope.get("method", "WEBSOCKET"), scope["path"], problem.detail)
                await _refuse(problem, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            bounded = _Bounded(receive, self._limit(scope["path"]))
            await self._app(_as_it_is(scope), bounded, _Hardened(send, scope["path"], bounded))

    def _limit(self, path: str) -> int:
        return self._most.get(path, JSON_BYTES if is_api(path) else UPLOAD_BYTES)

    def _stranger(self, scope: Scope, headers: Headers) -> Problem | None:
        hosts = headers.get("host", ())
        host = host_name(hosts[0], PORTS[scope.get("scheme", "http")]) if len(hosts) == 1 else None
        if host is None or host[0] not in LOOPBACK:
            return Problem(
                403, "foreign_host", "The host is not this machine.",
                "Host has to be localhost, 127.0.0.1 or [::1]: this agency has no sign-in and serves this machine only.",
                "Host", "Open http://localhost with the agency's port; reach it from afar through a tunnel (ssh -L).",
            )
        origins = headers.get("origin", ())
        if all(self._welcome(origin, host, scope["path"]) for origin in origins) and not _cross_site(headers, origins):
            return None
        return Problem(
            403, "foreign_origin", "The page that asks is not the agency's own.",
            "Origin has to be the address that the agency itself is opened at.", "Origin",
            "Let the page be allowed to call the API: AGENCY_CORS_ORIGINS='[\"https://its.address\"]'.",
        )

    def _welcome(self, origin: str, host: Name, path: str) -> bool:
        if origin.lower() in self._friends and is_api(path):
            return True
        scheme, _, rest = origin.partition("://")
        return scheme in {"http", "https"} and host_name(rest, PORTS[scheme]) == host


class _Bounded:
    """Receives a body and stops at its limit, whatever its Content-Length promised."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = self._left = limit

    @property
    def is_over(self) -> bool:
        """Whether more came than may."""
        return self._left < 0

    def refusal(self) -> Problem:
        """What to say then."""
        return _too_large(self._limit)

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self.is_over:
            LOG.warning("a request body went past its limit; the rest is not read")
            return {"type": "http.disconnect"}
        return message


class _Hardened:
    """Sends an answer with the headers of SAFE; for a body past its limit, the refusal instead."""

    def __init__(self, send: Send, path: str, bounded: _Bounded) -> None:
        self._send = send
        self._path = path
        self._bounded = bounded
        self._instead: bytes | None = None
        self._safe = (LOCKED_UP, *SAFE[:-1]) if path.startswith("/media/") else SAFE

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._bounded.is_over:
                answer = self._bounded.refusal().response(self._path)
                self._instead = bytes(answer.body)
                message = {**message, "status": answer.status_code, "headers": answer.raw_headers}
            present = {name.lower() for name, _ in message.get("headers", ())}
            message = {**message, "headers": [*message.get("headers", ()), *(e for e in self._safe if e[0] not in present)]}
        elif self._instead is not None and message["type"] == "http.response.body":
            message, self._instead = {**message, "body": self._instead}, b""
        await self._send(message)


def is_api(path: str) -> bool:
    """Whether `path` belongs to the REST API."""
    return path == "/api" or path.startswith("/api/")


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


def _headers(scope: Scope) -> Headers:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = (*found.get(key, ()), value.decode("latin-1"))
    return found


def _as_it_is(scope: Scope) -> Scope:
    """The request without its wish for compression: an answer of the API stays on this machine, packing it costs more."""
    if not is_api(scope["path"]):
        return scope
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}


def _cross_site(headers: Headers, origins: tuple[str, ...]) -> bool:
    """Whether a browser says that another site's page sends this without saying which (navigations have no Origin)."""
    fetch = headers.get("sec-fetch-site", ())
    return "cross-site" in fetch and not origins and headers.get("sec-fetch-mode", ()) != ("navigate",)


def _unfit_write(scope: Scope, headers: Headers, limit: int) -> Problem | None:
    if scope["method"] not in WRITES or not is_api(scope["path"]):
        return None
    if any(not length.isdigit() or int(length) > limit for length in headers.get("content-length", ())):
        return _too_large(limit)
    wanted, code = BODIES.get(scope["path"], ("application/json", "not_json"))
    kinds = tuple(kind.partition(";")[0].strip().lower() for kind in headers.get("content-type", ()))
    if kinds == (wanted,) or (not kinds and _is_empty(headers)):
        return None
    return Problem(
        415, code, "The body has the wrong type.",
        f"{scope['method']} {scope['path']} takes {wanted}, not {', '.join(kinds) or 'a body without a type'}.",
        "Content-Type", f"Send the header Content-Type: {wanted}.",
    )


def _nowhere(scope: Scope) -> Problem | None:
    """Paths that no route of the API can have, and that others would answer in their own way if they got them."""
    path = scope["path"]
    strange = "\\" in path or ".." in path.split("/") or any(char < " " or char == "\x7f" for char in path)
    if not is_api(path) or not (strange or path == "/api"):
        return None
    return Problem(404, "not_found", "Not Found", f"There is nothing at {quote(path)}.", "", "Look at /api/docs.")


def _too_large(limit: int) -> Problem:
    return Problem(
        413, "too_large", "The body is too large.", f"The body may hold {limit // 1024**2} MB.", "body",
        "Send less at once; numbers of posts go as a file to /api/analytics/upload.",
    )


def _is_empty(headers: Headers) -> bool:
    return "transfer-encoding" not in headers and set(headers.get("content-length", ())) <= {"0"}


async def _refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": problem.title})
        return
    await problem.response(scope["path"])(scope, receive, _Hardened(send, scope["path"], _Bounded(receive, JSON_BYTES)))
