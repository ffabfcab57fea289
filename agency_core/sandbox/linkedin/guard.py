"""What LinkedIn checks on every call, and how it says no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.tokens import TokenState, end, parsed, state_of

VERSIONS = frozenset({"202512", *(f"2026{month:02d}" for month in range(1, 8))})
_URN_BARE = re.compile(r"urn:li:", re.IGNORECASE)
_AUTHOR = re.compile(r"urn:li:(person|organization):([A-Za-z0-9_-]+)")


@dataclass(frozen=True)
class InputError:
    """What is wrong with a field: `path` as LinkedIn writes it, for example `/commentary`."""

    code: str
    path: str
    description: str


def refusal(status: int, code: str, message: str, service_code: int | None = None) -> Refusal:
    """A refusal without details."""
    body: dict[str, Any] = {"status": status, "code": code, "message": message}
    return Refusal(json_reply(status, body if service_code is None else {**body, "serviceErrorCode": service_code}))


def bad_input(error: InputError, status: int = 400) -> Refusal:
    """A refusal of a field."""
    details = {
        "code": error.code,
        "description": error.description,
        "input": {"inputPath": {"fieldPath": error.path}},
    }
    body = {
        "status": status,
        "code": error.code if status == 400 else "UNPROCESSABLE_ENTITY",
        "message": error.description,
        "errorDetails": {"inputErrors": [details]},
    }
    return Refusal(json_reply(status, body))


def token_of(call: Incoming, tx: Connection) -> SandboxToken:
    """Whose call this is.

    Raises:
        Refusal: 401 without a token that is accepted.
    """
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    if not text:
        raise refusal(401, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token", 65604)
    token = parsed(text, Platform.LINKEDIN) if scheme == "Bearer" else None
    if token is None:
        raise refusal(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65600)
    if call.suffers("expire_token"):
        end(tx, token, TokenState.EXPIRED)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    state = state_of(tx, token)
    if state is TokenState.EXPIRED:
        raise refusal(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65601)
    if state is TokenState.REVOKED:
        raise refusal(401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user", 65602)
    return token


def admitted(call: Incoming, tx: Connection) -> SandboxToken:
    """Whose call this is, after every check that any call of the versioned interface must pass.

    Raises:
        Refusal: no accepted token, no living version, no Rest.li header, or a bare URN in the address.
    """
    token = token_of(call, tx)
    version = call.headers.get("linkedin-version", "")
    if not version:
        raise refusal(400, "VERSION_MISSING", "A version must be present. Please specify a version by adding a header.")
    if version not in VERSIONS:
        raise refusal(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active")
    if call.headers.get("x-restli-protocol-version") != "2.0.0":
        raise refusal(400, "INVALID_PROTOCOL_VERSION", "X-Restli-Protocol-Version must be 2.0.0")
    if _URN_BARE.search(call.path) or _URN_BARE.search(call.query):
        raise refusal(400, "ILLEGAL_ARGUMENT", "URNs in an address must be percent-encoded")
    return token


def json_body(call: Incoming) -> dict[str, Any]:
    """The JSON object that was sent.

    Raises:
        Refusal: there is none.
    """
    if not call.headers.get("content-type", "").startswith("application/json"):
        raise refusal(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json")
    body = call.json()
    if not isinstance(body, dict):
        raise refusal(400, "INVALID_JSON", "The body is not a JSON object")
    return body


def owner(urn: object, path: str, token: SandboxToken) -> str:
    """`urn`, when it is a person or organization that the token may act for.

    Raises:
        Refusal: it is not.
    """
    if not isinstance(urn, str) or not urn:
        raise bad_input(InputError("MISSING_FIELD", path, f"{path} is required"))
    found = _AUTHOR.fullmatch(urn)
    if found is None:
        raise bad_input(InputError("INVALID_URN_TYPE", path, f"{urn} is neither a person nor an organization"))
    if token.profile_id not in {urn, found[2]}:
        raise refusal(403, "ACCESS_DENIED", f"Not enough permissions to act as {urn}", 100)
    return urn


def organizations_only(author: str, what: str) -> None:
    """Members' posts and media cannot be read.

    Raises:
        Refusal: 403 for a member.
    """
    if not author.startswith("urn:li:organization:"):
        raise refusal(403, "ACCESS_DENIED", f"Not enough permissions to access: {what}", 100)


def known_fields(body: dict[str, Any], allowed: set[str], path: str = "") -> None:
    """The simulator is stricter than LinkedIn here: a field it does not know is an error.

    Raises:
        Refusal: there is one.
    """
    unknown = sorted(set(body) - allowed)
    if unknown:
        raise bad_input(InputError("INVALID_FIELD", f"{path}/{unknown[0]}", f"{unknown[0]} is not a known field"))


def rate_limited(seconds: float) -> Reply:  # noqa: ARG001 - LinkedIn does not say for how long
    """What LinkedIn answers to too many calls: no header tells when to come back."""
    message = "Resource level throttle limit for calls to this resource is reached."
    return refusal(429, "TOO_MANY_REQUESTS", message, 101).reply
