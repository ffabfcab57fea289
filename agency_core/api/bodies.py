"""How large a body may be and what type a write to the API has; what is larger is cut off, whatever its length promised."""

from __future__ import annotations

import logging
from urllib.parse import quote

from starlette.types import Message, Receive, Scope

from agency_core.api.asked import WRITES, Headers, is_api
from agency_core.api.problems import Problem

LOG = logging.getLogger(__name__)
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
JSON_BYTES = 2 * 1024**2
UPLOAD_BYTES = 52 * 1024**2
BATCH_BYTES = 16 * 1024**2


class Bodies:
    """The limits of one installation."""

    def __init__(self, media_bytes: int = UPLOAD_BYTES, upload_bytes: int = UPLOAD_BYTES) -> None:
        """A file of the library may have `media_bytes`, a form with a file of numbers `upload_bytes`."""
        self._most = {
            LIBRARY_PATH: media_bytes, UPLOAD_PATH: upload_bytes, POSTS_PATH: UPLOAD_BYTES, BATCH_PATH: BATCH_BYTES,
            FOLLOWERS_PATH: UPLOAD_BYTES, RIVALS_PATH: UPLOAD_BYTES,
        }

    def bounded(self, scope: Scope, receive: Receive) -> Bounded:
        """`receive`, which stops at the limit of what is asked for."""
        return Bounded(receive, self._limit(scope["path"]))

    def unfit(self, scope: Scope, headers: Headers) -> Problem | None:
        """What is wrong with a request before its body is read: its path, its length or its type."""
        return _nowhere(scope) or _unfit_write(scope, headers, self._limit(scope["path"]))

    def _limit(self, path: str) -> int:
        return self._most.get(path, JSON_BYTES if is_api(path) else UPLOAD_BYTES)


class Bounded:
    """Receives a body and stops at its limit."""

    def __init__(self, receive: Receive, limit: int = JSON_BYTES) -> None:
        """Receive at most `limit` bytes."""
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
        """The next piece."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self.is_over:
            LOG.warning("a request body went past its limit; the rest is not read")
            return {"type": "http.disconnect"}
        return message


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
