"""Open websockets: each is asked again and again whether whoever opened it may still come in, and closed when not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOK_EVERY = 0.5
"""Seconds between looks at a socket on which nothing happens: with what a session is remembered for, less than two."""
CLOSED = 1008

Still = Callable[[bytes | None], Awaitable[bool]]
"""Whether it may stay open, given the frame that came; None when nothing came."""


class Live:
    """One websocket, from its handshake on."""

    def __init__(self, receive: Receive, send: Send, still: Still) -> None:
        """Carry on while `still` says so."""
        self._receive = receive
        self._send = send
        self._still = still
        self._is_closed = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Let `app` talk until either side ends it."""
        watch = asyncio.create_task(self._watch())
        try:
            await app(scope, self._heard, self._said)
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        while not self._is_closed:
            await asyncio.sleep(LOOK_EVERY)
            if not await self._still(None):
                await self._close()

    async def _heard(self) -> Message:
        message = await self._receive()
        if message["type"] != "websocket.receive" or (not self._is_closed and await self._still(_frame(message))):
            return message
        await self._close()
        return {"type": "websocket.disconnect", "code": CLOSED}

    async def _said(self, message: Message) -> None:
        if not self._is_closed:
            self._is_closed = message["type"] == "websocket.close"
            await self._send(message)

    async def _close(self) -> None:
        await self._said({"type": "websocket.close", "code": CLOSED, "reason": "Sign in again."})


def _frame(message: Message) -> bytes:
    return message.get("bytes") or (message.get("text") or "").encode()
