"""What TikTok checks on every call, and how it says yes and no: each answer carries an error, whose code may be `ok`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.meters import Window, spend
from agency_core.sandbox.tokens import TokenState, end, parsed, state_of

_LOG = "20261122000000SANDBOX"


def good(data: Mapping[str, Any]) -> Reply:
    """An answer."""
    return json_reply(200, {"data": data, "error": {"code": "ok", "message": "", "log_id": _LOG}})


def refusal(status: int, code: str, message: str) -> Refusal:
    """A refusal in TikTok's envelope."""
    return Refusal(json_reply(status, {"data": {}, "error": {"code": code, "message": message, "log_id": _LOG}}))


def invalid(message: str) -> Refusal:
    """A refusal of what was sent."""
    return refusal(400, "invalid_param", message)


def rate_limited(seconds: float) -> Reply:  # noqa: ARG001 - TikTok does not say for how long
    """What TikTok answers to too many calls: no header tells when to come back."""
    return refusal(429, "rate_limit_exceeded", "The API rate limit was exceeded.").reply


def admitted(call: Incoming, tx: Connection) -> SandboxToken:
    """Whose call this is.

    Raises:
        Refusal: 401 without a token that is accepted.
    """
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    token = parsed(text, Platform.TIKTOK) if scheme == "Bearer" else None
    if token is None:
        raise refusal(401, "access_token_invalid", "The access token is invalid or not found in the request.")
    if call.suffers("expire_token"):
        end(tx, token, TokenState.EXPIRED)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    if state_of(tx, token) is not TokenState.LIVE:
        raise refusal(401, "access_token_invalid", "The access token is invalid or not found in the request.")
    return token


def metered(desk: Desk, tx: Connection, owner: str, name: str, per_minute: int) -> None:
    """Count a call that TikTok allows so often a minute.

    Raises:
        Refusal: this one is too many.
    """
    window = Window(name, per_minute * desk.manner.calls_times, 60)
    if spend(tx, Platform.TIKTOK, owner, window, desk.now()).over:
        raise refusal(429, "rate_limit_exceeded", "The API rate limit was exceeded.")


def json_body(call: Incoming) -> dict[str, Any]:
    """The JSON object that was sent.

    Raises:
        Refusal: there is none, or it is not said to be one in UTF-8.
    """
    kind = call.headers.get("content-type", "").lower().replace(" ", "")
    if kind != "application/json;charset=utf-8":
        raise invalid("Content-Type must be application/json; charset=UTF-8")
    body = call.json()
    if not isinstance(body, dict):
        raise invalid("The body is not a JSON object")
    return body


def only(body: Mapping[str, Any], known: Mapping[str, type], needed: Collection[str] = ()) -> None:
    """The simulator is stricter than TikTok here: a field that it does not know is an error.

    Raises:
        Refusal: there is one, or one is missing or of another type.
    """
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise invalid(f"{unknown[0]} is not a known field")
    missing = sorted(set(needed) - set(body))
    if missing:
        raise invalid(f"{missing[0]} is required")
    for name, value in body.items():
        if not isinstance(value, known[name]) or (known[name] is int and isinstance(value, bool)):
            raise invalid(f"{name} is of another type")


def units(text: str) -> int:
    """UTF-16 units of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
