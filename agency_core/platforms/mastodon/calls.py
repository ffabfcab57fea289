"""How a server is called: addresses, the token in a header, and answers that are either good or raised."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer, AnswerLost, Call
from agency_core.platforms.base import Context
from agency_core.platforms.mastodon.errors import classified, rate_note
from agency_core.platforms.wire import Ask, body_of, refused, send


def address(ctx: Context, path: str, object_id: str = "") -> str:
    """The address of a resource on the account's server, or of one object in it."""
    base = f"{ctx.account.base_url.rstrip('/')}{path}"
    return f"{base}/{quote(object_id, safe='')}" if object_id else base


def headers(ctx: Context) -> dict[str, str]:
    """What every call carries."""
    return {"Authorization": f"Bearer {ctx.account.access_token}"}


def reading(ctx: Context, path: str, object_id: str = "") -> Ask:
    """A question."""
    return Ask("GET", address(ctx, path, object_id), Call(headers(ctx)))


def answered(ctx: Context, asked: Ask) -> Answer:
    """The answer, when it is 2xx. What is left of the allowance for posts is passed on; other calls have windows of their own.

    Raises:
        PlatformError: classified.
    """
    answer = send(ctx.http, asked)
    if asked.commit:
        ctx.heard(rate_note(answer))
    if not answer.ok:
        raise refused(classified(answer, ctx.clock.now()), asked)
    return answer


def fetched(ctx: Context, asked: Ask) -> dict[str, Any]:
    """The JSON object of a 2xx answer.

    Raises:
        PlatformError: classified.
    """
    return body_of(answered(ctx, asked), asked)


def listed(ctx: Context, asked: Ask) -> list[dict[str, Any]]:
    """The JSON objects in the list of a 2xx answer.

    Raises:
        PlatformError: classified; TRANSIENT when the answer is no list.
    """
    answer = answered(ctx, asked)
    try:
        body = answer.json()
    except AnswerLost as error:
        raise PlatformError(Failure.TRANSIENT, error.message, http_status=answer.status) from None
    if not isinstance(body, list):
        raise PlatformError(Failure.TRANSIENT, "The answer is not a list.", http_status=answer.status)
    return [entry for entry in body if isinstance(entry, dict)]
