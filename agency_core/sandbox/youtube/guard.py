"""What the Data interface checks on every call, and how it says no."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.tokens import TokenState, end, parsed, state_of

_STANDARD = frozenset({"alt", "prettyPrint", "fields", "quotaUser", "key", "$.xgafv"})
"""Parameters that any call may carry."""


def refusal(status: int, reason: str, message: str, domain: str = "youtube") -> Refusal:
    """A refusal in the envelope of the Data interface."""
    first = {"domain": domain, "reason": reason, "message": message}
    body = {"error": {"code": status, "message": message, "errors": [first]}}
    return Refusal(json_reply(status, body))


def bad_request(reason: str, message: str) -> Refusal:
    """A refusal of what was sent."""
    return refusal(400, reason, message)


def rate_limited(seconds: float) -> Reply:  # noqa: ARG001 - YouTube does not say for how long
    """What YouTube answers to too many calls: no header tells when to come back."""
    return refusal(403, "rateLimitExceeded", "Rate Limit Exceeded", "usageLimits").reply


def admitted(call: Incoming, tx: Connection) -> SandboxToken:
    """Whose call this is.

    Raises:
        Refusal: 401 without a token that is accepted.
    """
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    if not text:
        raise refusal(401, "required", "Login Required.", "global")
    token = parsed(text, Platform.YOUTUBE) if scheme == "Bearer" else None
    if token is None:
        raise refusal(401, "authError", "Invalid Credentials", "global")
    if call.suffers("expire_token"):
        end(tx, token, TokenState.EXPIRED)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    if state_of(tx, token) is not TokenState.LIVE:
        raise refusal(401, "authError", "Invalid Credentials", "global")
    return token


def query_of(call: Incoming, known: Collection[str], needed: Collection[str] = ("part",)) -> dict[str, str]:
    """The query, when it holds what is needed and nothing unknown.

    Raises:
        Refusal: it does not.
    """
    asked = call.asked()
    unknown = sorted(set(asked) - _STANDARD - set(known) - set(needed))
    if unknown:
        raise bad_request("unexpectedParameter", f"{unknown[0]} is not a known parameter")
    missing = sorted(name for name in needed if not asked.get(name))
    if missing:
        raise bad_request("missingRequiredParameter", f"Required parameter: {missing[0]}")
    return asked


def parts_of(asked: dict[str, str], known: Collection[str]) -> list[str]:
    """The parts asked for.

    Raises:
        Refusal: one of them does not exist.
    """
    parts = [part.strip() for part in asked["part"].split(",")]
    for part in parts:
        if part not in known:
            raise bad_request("unknownPart", f"{part} is not a known part")
    return parts


def json_body(call: Incoming) -> dict[str, Any]:
    """The JSON object that was sent.

    Raises:
        Refusal: there is none.
    """
    body = call.json() if call.headers.get("content-type", "").startswith("application/json") else None
    if not isinstance(body, dict):
        raise bad_request("parseError", "The body is not a JSON object")
    return body
