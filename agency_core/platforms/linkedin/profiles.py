"""Whom a token acts for: the member who logged in, and the organizations whose pages that member administers.

Taken from the documentation and not tried: which permissions the question about organizations needs, and how its answer names
them (`organization` now, `organizationTarget` before). What may not be asked is left out, not a failure.
"""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import Failure, PlatformError, Profile
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import ask, fetched, headers
from agency_core.platforms.reading import identifier, objects
from agency_core.platforms.wire import Ask

_ORGANIZATION = "urn:li:organization:"
_MAY_NOT_BE_ASKED = frozenset({Failure.PERMISSION_DENIED, Failure.NOT_FOUND})


def profiles(ctx: Context) -> tuple[Profile, ...]:
    """The member, then each organization.

    Raises:
        PlatformError: classified; PERMISSION_DENIED when the token may act for nobody that we can find out.
    """
    found = (*_member(ctx), *_organizations(ctx))
    if not found:
        message = "LinkedIn does not say for whom this token may act."
        raise PlatformError(Failure.PERMISSION_DENIED, message, remedy="Log in again and allow every permission asked for.")
    return found


def _member(ctx: Context) -> tuple[Profile, ...]:
    asked = Ask("GET", f"{ctx.account.base_url.rstrip('/')}/v2/userinfo", Call(headers(ctx.account)))
    who = _if_allowed(ctx, asked)
    name = identifier(who.get("sub"))
    return (Profile(f"urn:li:person:{name}", identifier(who.get("name")) or "Member"),) if name else ()


def _organizations(ctx: Context) -> tuple[Profile, ...]:
    query = "q=roleAssignee&role=ADMINISTRATOR&state=APPROVED&count=100"
    roles = objects(_if_allowed(ctx, ask(ctx, "GET", f"organizationAcls?{query}")), "elements")
    urns = [identifier(role.get("organization") or role.get("organizationTarget")) for role in roles]
    return tuple(Profile(urn, _name_of(urn, ctx)) for urn in dict.fromkeys(urns) if urn.startswith(_ORGANIZATION))


def _name_of(urn: str, ctx: Context) -> str:
    number = urn.removeprefix(_ORGANIZATION)
    told = _if_allowed(ctx, ask(ctx, "GET", f"organizations/{number}"))
    return identifier(told.get("localizedName")) or f"Organization {number}"


def _if_allowed(ctx: Context, asked: Ask) -> dict[str, Any]:
    try:
        return fetched(ctx, asked)
    except PlatformError as error:
        if error.failure in _MAY_NOT_BE_ASKED:
            return {}  # this token has fewer permissions: what it may see is enough
        raise
