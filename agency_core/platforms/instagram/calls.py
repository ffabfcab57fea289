"""How the Graph interface is called: addresses, the token in a header, and answers that are either good or raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.instagram.errors import classified, said
from agency_core.platforms.instagram.facts import VERSION
from agency_core.platforms.wire import CALL_SECONDS, Ask, body_of, refused, send


def graph(ctx: Context, path: str) -> str:
    """The address of an object or edge, with the version."""
    return f"{ctx.account.base_url.rstrip('/')}/{VERSION}/{path}"


def node(object_id: str, edge: str = "") -> str:
    """An object's path, or that of one of its edges."""
    return f"{quote(object_id, safe='')}/{edge}" if edge else quote(object_id, safe="")


def reading(ctx: Context, path: str, params: Mapping[str, str], seconds: float = CALL_SECONDS) -> Ask:
    """A question."""
    return Ask("GET", graph(ctx, path), Call(_headers(ctx), params), seconds=seconds)


def writing(ctx: Context, path: str, form: Mapping[str, str], *, commit: bool = False) -> Ask:
    """A form that changes something."""
    return Ask("POST", graph(ctx, path), Call(_headers(ctx), data=form), commit=commit)


def deleting(ctx: Context, path: str) -> Ask:
    """A removal."""
    return Ask("DELETE", graph(ctx, path), Call(_headers(ctx)))


def fetched(ctx: Context, asked: Ask) -> dict[str, Any]:
    """The JSON object of a good answer.

    Raises:
        PlatformError: classified.
    """
    answer = send(ctx.http, asked)
    if not answer.ok or said(answer):
        raise refused(classified(answer, ctx.clock.now()), asked)
    return body_of(answer, asked)


def _headers(ctx: Context) -> dict[str, str]:
    """The token goes in a header, never in an address: addresses end in logs."""
    return {"Authorization": f"Bearer {ctx.account.access_token}"}
