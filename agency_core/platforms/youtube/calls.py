"""How the Data interface is called: addresses, the token in a header, and answers that are either good or raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from agency_core.domain.publishing import Account
from agency_core.http_client import Answer, Call
from agency_core.platforms.base import Context
from agency_core.platforms.wire import CALL_SECONDS, Ask, body_of, refused, send
from agency_core.platforms.youtube.errors import classified

_WATCH = "https://www.youtube.com/watch?v="
_OWN_DOMAIN = ".googleapis.com"


def api(ctx: Context, path: str) -> str:
    """The address of a resource."""
    return f"{ctx.account.base_url.rstrip('/')}/youtube/v3/{path}"


def upload_api(ctx: Context, path: str) -> str:
    """The address that takes the bytes of a resource."""
    return f"{ctx.account.base_url.rstrip('/')}/upload/youtube/v3/{path}"


def bearer(ctx: Context) -> dict[str, str]:
    """The token goes in a header, never in an address: addresses end in logs."""
    return {"Authorization": f"Bearer {ctx.account.access_token}"}


def reading(ctx: Context, path: str, params: Mapping[str, str], seconds: float = CALL_SECONDS) -> Ask:
    """A question."""
    return Ask("GET", api(ctx, path), Call(bearer(ctx), params), seconds=seconds)


def deleting(ctx: Context, path: str, resource: str) -> Ask:
    """A removal."""
    return Ask("DELETE", api(ctx, path), Call(bearer(ctx), {"id": resource}))


def answered(ctx: Context, asked: Ask) -> Answer:
    """The answer, when it is 2xx.

    Raises:
        PlatformError: classified.
    """
    answer = send(ctx.http, asked)
    if not answer.ok:
        raise refused(classified(answer, ctx.clock.now()), asked)
    return answer


def fetched(ctx: Context, asked: Ask) -> dict[str, Any]:
    """The JSON object of a 2xx answer.

    Raises:
        PlatformError: classified.
    """
    return body_of(answered(ctx, asked), asked)


def video_url(account: Account, video: str) -> str:
    """Where people watch a video."""
    name = quote(video, safe="")
    return f"{account.base_url.rstrip('/')}/watch/{name}" if account.is_sandbox else f"{_WATCH}{name}"


def comment_url(account: Account, video: str, comment: str) -> str:
    """Where people watch a video with one comment below it first."""
    watched = video_url(account, video)
    return f"{watched}{'&' if '?' in watched else '?'}lc={quote(comment, safe='')}"


def may_see_token(account: Account, url: str) -> bool:
    """Whether an upload address that YouTube handed out is its own, so that the token may travel there."""
    target, base = urlsplit(url), urlsplit(account.base_url)
    if (target.scheme, target.netloc) == (base.scheme, base.netloc):
        return True
    return target.scheme == "https" and (target.hostname or "").endswith(_OWN_DOMAIN)
