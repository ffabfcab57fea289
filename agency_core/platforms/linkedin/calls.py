"""How LinkedIn is called: addresses, headers, and answers that are either good or raised."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from agency_core.domain.publishing import Account
from agency_core.http_client import Answer, Call
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.errors import classified
from agency_core.platforms.linkedin.facts import VERSION
from agency_core.platforms.wire import Ask, body_of, refused, send

_WEB = "https://www.linkedin.com"
_OWN_DOMAIN = ".linkedin.com"


def urn_in_url(urn: str) -> str:
    """`urn` as Rest.li wants it inside a path or query."""
    return quote(urn, safe="")


def is_person(account: Account) -> bool:
    """Whether the account is a member and not an organization; members' posts cannot be read back."""
    return account.external_id.startswith("urn:li:person:")


def web_base(account: Account) -> str:
    """Where people, and the endpoint for tokens, are: another host than the interface, or the rehearsal network."""
    return account.base_url.rstrip("/") if account.is_sandbox else _WEB


def rest(account: Account, path: str) -> str:
    """The address of a resource of the versioned interface."""
    return f"{account.base_url.rstrip('/')}/rest/{path}"


def headers(account: Account) -> dict[str, str]:
    """What every call carries."""
    return {
        "Authorization": f"Bearer {account.access_token}",
        "LinkedIn-Version": VERSION,
        "X-Restli-Protocol-Version": "2.0.0",
    }


def ask(ctx: Context, method: str, path: str, body: object = None, *, commit: bool = False) -> Ask:
    """A call to the versioned interface with a JSON body, or none."""
    call = Call({**headers(ctx.account), "Content-Type": "application/json"}, json=body)
    return Ask(method, rest(ctx.account, path), call, commit=commit)


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


def may_see_token(account: Account, url: str) -> bool:
    """Whether an address that LinkedIn handed out for an upload is its own, so that the token may travel there."""
    target, base = urlsplit(url), urlsplit(account.base_url)
    if (target.scheme, target.netloc) == (base.scheme, base.netloc):
        return True
    return target.scheme == "https" and (target.hostname or "").endswith(_OWN_DOMAIN)
