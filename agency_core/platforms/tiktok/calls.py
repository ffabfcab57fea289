"""How the Content Posting interface is called: addresses, the token in a header, and answers whose code is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from agency_core.domain.publishing import Account
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object
from agency_core.platforms.tiktok.errors import classified, is_fine
from agency_core.platforms.wire import Ask, body_of, refused, send

_WEB = "https://www.tiktok.com"


def api(ctx: Context, path: str) -> str:
    """The address of a call."""
    return f"{ctx.account.base_url.rstrip('/')}/v2/{path}"


def asking(ctx: Context, path: str, body: object, *, fields: str = "", commit: bool = False) -> Ask:
    """A call with a JSON body, as nearly all of them are, questions included."""
    params: Mapping[str, str] = {"fields": fields} if fields else {}
    return Ask("POST", api(ctx, path), Call({**_bearer(ctx), "Content-Type": _JSON}, params, json=body), commit=commit)


def reading(ctx: Context, path: str, fields: str) -> Ask:
    """A question without a body."""
    return Ask("GET", api(ctx, path), Call(_bearer(ctx), {"fields": fields}))


def data_of(ctx: Context, asked: Ask) -> dict[str, Any]:
    """The `data` of a good answer.

    Raises:
        PlatformError: classified; HTTP 200 with another code than `ok` is a refusal.
    """
    answer = send(ctx.http, asked)
    if not is_fine(answer):
        raise refused(classified(answer, ctx.clock.now()), asked)
    return an_object(body_of(answer, asked), "data")


def post_url(account: Account, author: str, post: str) -> str:
    """Where people see a post."""
    base = account.base_url.rstrip("/") if account.is_sandbox else _WEB
    return f"{base}/@{quote(author, safe='')}/video/{quote(post, safe='')}" if author and post else ""


def _bearer(ctx: Context) -> dict[str, str]:
    return {"Authorization": f"Bearer {ctx.account.access_token}"}


_JSON = "application/json; charset=UTF-8"
