"""How a server of the AT Protocol is called: methods by name, the token in a header, answers that are good or raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency_core.domain.publishing import Account
from agency_core.http_client import Answer, Call
from agency_core.platforms.base import Context
from agency_core.platforms.bluesky.errors import classified, rate_note
from agency_core.platforms.bluesky.facts import COLLECTION, WEB
from agency_core.platforms.wire import UPLOAD_SECONDS, Ask, body_of, refused, send


def method(base_url: str, name: str) -> str:
    """The address of a method such as `com.atproto.repo.putRecord`."""
    return f"{base_url.rstrip('/')}/xrpc/{name}"


def bearer(token: str) -> dict[str, str]:
    """The token goes in a header, never in an address: addresses end in logs."""
    return {"Authorization": f"Bearer {token}"}


def query(ctx: Context, name: str, params: Mapping[str, str]) -> Ask:
    """A question."""
    return Ask("GET", method(ctx.account.base_url, name), Call(bearer(ctx.account.access_token), params))


def procedure(ctx: Context, name: str, body: Mapping[str, Any], *, commit: bool = False) -> Ask:
    """A call that changes something."""
    call = Call(bearer(ctx.account.access_token), json=body)
    return Ask("POST", method(ctx.account.base_url, name), call, commit=commit)


def blob(ctx: Context, data: bytes, mime: str) -> Ask:
    """The upload of a picture."""
    sent = {**bearer(ctx.account.access_token), "Content-Type": mime}
    return Ask("POST", method(ctx.account.base_url, "com.atproto.repo.uploadBlob"), Call(sent, data=data), seconds=UPLOAD_SECONDS)


def answered(ctx: Context, asked: Ask) -> Answer:
    """The answer, when it is 2xx; what it says of the calls that are left is passed on.

    Raises:
        PlatformError: classified.
    """
    answer = send(ctx.http, asked)
    note = rate_note(answer)
    if note is not None:
        ctx.heard(note)
    if not answer.ok:
        raise refused(classified(answer, ctx.clock.now()), asked)
    return answer


def fetched(ctx: Context, asked: Ask) -> dict[str, Any]:
    """The JSON object of a 2xx answer.

    Raises:
        PlatformError: classified.
    """
    return body_of(answered(ctx, asked), asked)


def record_key(ctx: Context, rkey: str) -> dict[str, str]:
    """What names one post of this account to the methods of its repository."""
    return {"repo": ctx.account.external_id, "collection": COLLECTION, "rkey": rkey}


def post_uri(account: Account, rkey: str) -> str:
    """The post's address within the protocol."""
    return f"at://{account.external_id}/{COLLECTION}/{rkey}"


def post_url(account: Account, rkey: str) -> str:
    """Where people see the post."""
    web = account.base_url.rstrip("/") if account.is_sandbox else WEB
    return f"{web}/profile/{account.external_id}/post/{rkey}"
