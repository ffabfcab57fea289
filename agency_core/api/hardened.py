"""What every answer carries, so that a browser runs and sends nothing that is not the product's own."""

from __future__ import annotations

from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agency_core.api.bodies import Bounded
from agency_core.api.problems import Problem

HEADER = tuple[bytes, bytes]
HSTS: HEADER = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
LOCKED_UP: HEADER = (b"content-security-policy", b"sandbox; default-src 'none'; img-src 'self'; media-src 'self'")
"""For files that the dashboard hands out under /media: whatever they hold, they run nothing and send nothing."""
_ALWAYS: tuple[HEADER, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def policy(scripts: Collection[str] = ()) -> HEADER:
    """The Content Security Policy: code, connections, forms and frames of this address alone.

    Scripts need `blob:`: Streamlit takes the code of our components (`js=` of `st.components.v2`) as text, and its page makes a
    Blob of it that it imports. Only code that runs already can make such an address, and none of another page's counts.

    Args:
        scripts: hashes of scripts that stand in the dashboard's own page (`sha256-...`).
    """
    allowed = "".join(f" '{each}'" for each in sorted(scripts))
    return b"content-security-policy", (
        f"default-src 'self'; script-src 'self' blob:{allowed}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "media-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self' data: blob:; "
        "worker-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    ).encode()


class Hardening:
    """The headers of one installation."""

    def __init__(self, scripts: Collection[str] = ()) -> None:
        """Scripts with the hashes `scripts` may stand in a page."""
        self._pages = (*_ALWAYS, policy(scripts))
        self._files = (LOCKED_UP, *_ALWAYS)

    def hardened(self, scope: Scope, send: Send, bounded: Bounded) -> Hardened:
        """`send`, which adds what is missing; over TLS also that the address is to be opened by TLS alone."""
        safe = self._files if scope["path"].startswith("/media/") else self._pages
        return Hardened(send, scope["path"], bounded, (*safe, HSTS) if scope.get("scheme") == "https" else safe)

    async def refuse(self, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by a problem document; a websocket is closed before it was open."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": problem.title})
            return
        extra = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None
        await self.answer(problem.response(scope["path"], extra), scope, receive, send)

    async def answer(self, answer: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Send an answer of the gate's own."""
        await answer(scope, receive, self.hardened(scope, send, Bounded(receive)))


class Hardened:
    """Sends an answer with safe headers, keeping those that it brings; for a body past its limit, the refusal instead."""

    def __init__(self, send: Send, path: str, bounded: Bounded, safe: tuple[HEADER, ...]) -> None:
        """Send by `send` what answers `path`."""
        self._send = send
        self._path = path
        self._bounded = bounded
        self._instead: bytes | None = None
        self._safe = safe

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            message = self._secure(message)
            if self._bounded.is_over:
                answer = self._bounded.refusal().response(self._path)
                self._instead = bytes(answer.body)
                message = {**message, "status": answer.status_code, "headers": answer.raw_headers}
            present = {name.lower() for name, _ in message.get("headers", ())}
            message = {**message, "headers": [*message.get("headers", ()), *(e for e in self._safe if e[0] not in present)]}
        elif self._instead is not None and message["type"] == "http.response.body":
            message, self._instead = {**message, "body": self._instead}, b""
        await self._send(message)

    def _secure(self, message: Message) -> Message:
        """Over TLS no cookie goes without it, whoever set it."""
        if HSTS not in self._safe:
            return message
        headers = [
            (name, value + b"; Secure") if name.lower() == b"set-cookie" and b"secure" not in value.lower() else (name, value)
            for name, value in message.get("headers", ())
        ]
        return {**message, "headers": headers}
