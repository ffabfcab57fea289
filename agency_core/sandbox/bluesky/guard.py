"""What a Bluesky server checks on every call, and how it says no."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.bluesky.identities import profile_of
from agency_core.sandbox.bluesky.jwt import Scope, read
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.meters import Meter, Window, spend
from agency_core.sandbox.tokens import TokenState, end, state_of

COLLECTION = "app.bsky.feed.post"
_WRITES = (Window("write-hour", 5000, 3600), Window("write-day", 35_000, 24 * 3600))
_SPAN = {"write-hour": 3600, "write-day": 24 * 3600}


def refusal(status: int, name: str, message: str, headers: Mapping[str, str] | None = None) -> Refusal:
    """A refusal in the protocol's envelope."""
    return Refusal(json_reply(status, {"error": name, "message": message}, headers))


def invalid(message: str) -> Refusal:
    """A refusal of what was sent."""
    return refusal(400, "InvalidRequest", message)


def admitted(call: Incoming, desk: Desk, tx: Connection, scope: Scope = Scope.ACCESS) -> SandboxToken:
    """Whose call this is.

    Raises:
        Refusal: no token, one of another kind, or one that has ended; all but the first with status 400.
    """
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    if not scheme:
        raise refusal(401, "AuthMissing", "Authentication Required")
    if scheme != "Bearer":
        raise refusal(400, "InvalidToken", "Unexpected authorization type")
    presented = read(text, scope)
    if presented is None:
        raise refusal(400, "InvalidToken", "Token could not be verified")
    token = presented.token
    if call.suffers("expire_token"):
        end(tx, token, TokenState.EXPIRED)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    state = state_of(tx, token)
    late = presented.expires_at is not None and desk.now() >= presented.expires_at
    if state is TokenState.REVOKED:
        raise refusal(400, "ExpiredToken", "Token has been revoked")
    if late or (state is TokenState.EXPIRED and scope is Scope.ACCESS):
        raise refusal(400, "ExpiredToken", "Token has expired")
    return token


def json_body(call: Incoming, allowed: set[str], required: tuple[str, ...]) -> dict[str, Any]:
    """The JSON object that was sent. Stricter than the real server: a field that the lexicon does not have is an error.

    Raises:
        Refusal: there is none, or a field is missing or unknown.
    """
    kind = call.headers.get("content-type", "")
    if not kind.startswith("application/json"):
        raise invalid(f"Wrong request encoding (Content-Type): {kind}")
    body = call.json()
    if not isinstance(body, dict):
        raise refusal(400, "SyntaxError", "Unexpected token in JSON")
    for name in required:
        if name not in body:
            raise invalid(f'Missing required key "{name}" at $')
    unknown = sorted(set(body) - allowed)
    if unknown:
        raise invalid(f'Unexpected key "{unknown[0]}" at $')
    return body


def own_repo(repo: object, token: SandboxToken) -> str:
    """The number of the profile in whose repository something is to be written.

    Raises:
        Refusal: it is not the caller's.
    """
    profile = profile_of(repo)
    if not profile:
        raise refusal(403, "AccountNotFound", "Account not found")
    if profile != token.profile_id:
        raise refusal(401, "AuthenticationRequired", "Authentication Required")
    return profile


def parameter(call: Incoming, name: str) -> str:
    """A part of the query.

    Raises:
        Refusal: it is missing.
    """
    found = call.asked().get(name, "")
    if not found:
        raise invalid(f'Missing required key "{name}" at $')
    return found


def charged(token: SandboxToken, desk: Desk, tx: Connection, points: int) -> dict[str, str]:
    """Count a writing call of `points`; the headers that tell of the window with the least left.

    Raises:
        Refusal: 429 when a window is used up.
    """
    meters = {window.name: spend(tx, Platform.BLUESKY, token.profile_id, window, desk.now(), points) for window in _WRITES}
    name, meter = min(meters.items(), key=lambda entry: entry[1].remaining)
    return counted(meter, _SPAN[name], desk)


def counted(meter: Meter, seconds: int, desk: Desk) -> dict[str, str]:
    """The headers that tell of `meter`, whose window has so many seconds.

    Raises:
        Refusal: 429 when it is used up.
    """
    headers = {
        "ratelimit-limit": str(meter.limit),
        "ratelimit-remaining": str(meter.remaining),
        "ratelimit-reset": str(int(meter.reset_at)),
        "ratelimit-policy": f"{meter.limit};w={seconds}",
    }
    if meter.over:
        wait = {"retry-after": str(max(1, math.ceil(meter.reset_at - desk.now())))}
        raise refusal(429, "RateLimitExceeded", "Rate Limit Exceeded", {**headers, **wait})
    return headers


def rate_limited(seconds: float) -> Reply:
    """What Bluesky answers to too many calls."""
    headers = {"ratelimit-limit": "3000", "ratelimit-remaining": "0", "ratelimit-policy": "3000;w=300"}
    wait = {"retry-after": str(max(1, math.ceil(seconds)))}
    return refusal(429, "RateLimitExceeded", "Rate Limit Exceeded", {**headers, **wait}).reply
