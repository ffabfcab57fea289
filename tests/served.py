"""The API of a test's agency. Its two hundred routes are built once in a process: that takes longer than most tests."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from agency_core.agency import Agency
from agency_core.api.app import create_api

_ASKED: ContextVar[Callable[[], Agency]] = ContextVar("asked")


def api_of(agency: Callable[[], Agency], *, cors_origins: Collection[str] = (), media_folder: Path | None = None) -> ASGIApp:
    """What `create_api` makes, on `agency`."""
    api = _built(tuple(cors_origins), media_folder)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        _ASKED.set(agency)
        await api(scope, receive, send)

    return app


@cache
def _built(cors_origins: tuple[str, ...], media_folder: Path | None) -> ASGIApp:
    return create_api(lambda: _ASKED.get()(), cors_origins=cors_origins, media_folder=media_folder)
