"""How X is called: addresses, headers, what answers say of the calls left, and answers that are either good or raised."""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import Account, RateNote
from agency_core.http_client import Answer, Call
from agency_core.platforms.base import Context
from agency_core.platforms.wire import Ask, body_of, refused, send
from agency_core.platforms.x.errors import classified, reset_of

_WEB = "https://x.com"


def address(account: Account, path: str) -> str:
    """The address of a resource of the interface."""
    return f"{account.base_url.rstrip('/')}/2/{path}"


def web_base(account: Account) -> str:
    """Where people see posts: another host than the interface, or the rehearsal network."""
    return account.base_url.rstrip("/") if account.is_sandbox else _WEB


def bearer(account: Account) -> dict[str, str]:
    """The header that says who asks."""
    return {"Authorization": f"Bearer {account.access_token}"}


def ask(ctx: Context, method: str, path: str, body: object = None, *, commit: bool = False) -> Ask:
    """A call with a JSON body, or none."""
    return Ask(method, address(ctx.account, path), Call(bearer(ctx.account), json=body), commit=commit)


def answered(ctx: Context, asked: Ask) -> Answer:
    """The answer, when it is 2xx.

    Raises:
        PlatformError: classified.
    """
    answer = send(ctx.http, asked)
    _hear(ctx, answer, posting=asked.commit)
    if not answer.ok:
        raise refused(classified(answer, ctx.clock.now()), asked)
    return answer


def fetched(ctx: Context, asked: Ask) -> dict[str, Any]:
    """The JSON object of a 2xx answer.

    Raises:
        PlatformError: classified.
    """
    return body_of(answered(ctx, asked), asked)


def _hear(ctx: Context, answer: Answer, *, posting: bool) -> None:
    """Each address has a window of its own. What counts for an account is how many posts are left, and any that is empty."""
    limit, remaining = (_number(answer, f"x-rate-limit-{name}") for name in ("limit", "remaining"))
    if remaining is not None and (posting or not remaining):
        ctx.heard(RateNote(limit, remaining, reset_of(answer)))


def _number(answer: Answer, name: str) -> int | None:
    text = answer.headers.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) <= 9 else None
