"""What nobody foresaw: logged under an id that the answer names, and never a traceback in the answer."""

from __future__ import annotations

import logging
import secrets

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agency_core.api import problems

LOG = logging.getLogger(__name__)


class Unexpected:
    """Middleware that turns any exception of the API into a problem document of status 500."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watching(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watching)
        except Exception:  # the last line of the door: it is logged whole, and the reader gets its id
            error_id = secrets.token_hex(4)
            LOG.exception("error %s at %s %s", error_id, scope["method"], scope["path"])
            if not started:
                await problems.unexpected(error_id).response(scope["path"])(scope, receive, send)
