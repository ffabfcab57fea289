"""What X checks on every call, and how it says no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.meters import Meter, Window, spend
from agency_core.sandbox.tokens import TokenState, end, parsed, state_of

_PROBLEMS = "https://api.x.com/2/problems"


@dataclass(frozen=True)
class Admitted:
    """Whose call this is, and the headers that its answer carries."""

    user: str
    headers: Mapping[str, str]


def problem(status: int, title: str, detail: str, kind: str = "about:blank", **more: object) -> Refusal:
    """A refusal in the shape of RFC 9457, as X tells them; `kind` is the last part of its type."""
    address = kind if ":" in kind else f"{_PROBLEMS}/{kind}"
    body = {"title": title, "detail": detail, "type": address, "status": status, **more}
    return Refusal(json_reply(status, body, {"content-type": "application/problem+json"}))


def invalid(field: str, value: object, message: str) -> Refusal:
    """A refusal of a field of the body or of a parameter."""
    errors = [{"parameters": {field: [str(value)]}, "message": message}]
    detail = "One or more parameters to your request was invalid."
    return problem(400, "Invalid Request", detail, "invalid-request", errors=errors)


def forbidden(detail: str) -> Refusal:
    """A refusal without a type of its own: only the words tell what it is about."""
    return problem(403, "Forbidden", detail)


def not_found(field: str, value: str) -> Refusal:
    """There is no such thing, or it is gone."""
    detail = f"Could not find tweet with {field}: [{value}]."
    return problem(404, "Not Found Error", detail, "resource-not-found", **missing(value))


def missing(value: str) -> dict[str, Any]:
    """What names the post that is not there."""
    return {"resource_type": "tweet", "resource_id": value, "parameter": "id", "value": value}


def rate_limited(seconds: float) -> Reply:
    """What stands before X answers to too many calls. Windows of X's own end at a moment that a header names, see `admitted`."""
    refusal = problem(429, "Too Many Requests", "Too Many Requests", "rate-limit-exceeded")
    headers = {"x-rate-limit-remaining": "0", "retry-after": str(max(1, round(seconds)))}
    return Reply(429, refusal.reply.body, {**refusal.reply.headers, **headers})


def admitted(call: Incoming, desk: Desk, tx: Connection, window: Window) -> Admitted:
    """Whose call this is, counted in its window.

    Raises:
        Refusal: no accepted token, or one call too many.
    """
    user = user_of(call, tx).profile_id
    meter = spend(tx, Platform.X, user, window, desk.now())
    if meter.over:
        raise _too_many(meter)
    return Admitted(user, _told(meter))


def user_of(call: Incoming, tx: Connection) -> SandboxToken:
    """The token of the user whose call this is.

    Raises:
        Refusal: 401 without one that is accepted; X does not say whether it ran out or was taken back.
    """
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    token = parsed(text, Platform.X) if scheme == "Bearer" else None
    if token is None:
        raise problem(401, "Unauthorized", "Unauthorized")
    if call.suffers("expire_token"):
        end(tx, token, TokenState.EXPIRED)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    if state_of(tx, token) is not TokenState.LIVE:
        raise problem(401, "Unauthorized", "Unauthorized")
    return token


def json_body(call: Incoming) -> dict[str, Any]:
    """The JSON object that was sent.

    Raises:
        Refusal: there is none.
    """
    if not call.headers.get("content-type", "").startswith("application/json"):
        raise problem(415, "Unsupported Media Type", "Content-Type must be application/json", "unsupported-media-type")
    body = call.json()
    if not isinstance(body, dict):
        raise invalid("body", "", "The body is not a JSON object")
    return body


def _told(meter: Meter) -> dict[str, str]:
    return {
        "x-rate-limit-limit": str(meter.limit),
        "x-rate-limit-remaining": str(meter.remaining),
        "x-rate-limit-reset": str(int(meter.reset_at)),
    }


def _too_many(meter: Meter) -> Refusal:
    reply = problem(429, "Too Many Requests", "Too Many Requests", "rate-limit-exceeded").reply
    return Refusal(Reply(429, reply.body, {**reply.headers, **_told(meter)}))
