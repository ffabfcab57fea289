"""Tokens in the shape that clients of the protocol take apart: what they say can be read by everybody and opens nothing else.

A plain sandbox token is accepted too, for reading, writing and refreshing, and never runs out by itself.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.bluesky.identities import did_of
from agency_core.sandbox.tokens import parsed

_SIGNATURE = "c2FuZGJveA"


class Scope(StrEnum):
    """What a token is for."""

    ACCESS = "com.atproto.access"
    REFRESH = "com.atproto.refresh"


_SECONDS = {Scope.ACCESS: 2 * 3600, Scope.REFRESH: 90 * 24 * 3600}
_TYPES = {Scope.ACCESS: "at+jwt", Scope.REFRESH: "refresh+jwt"}


@dataclass(frozen=True)
class Presented:
    """A token that was sent, and until when it is good (seconds since 1970, None: for ever)."""

    token: SandboxToken
    expires_at: float | None = None


def issued(token: SandboxToken, scope: Scope, now: float) -> str:
    """`token` as a JWT for `scope`."""
    payload = {
        "scope": scope.value,
        "aud": "did:web:sandbox.test",
        "sub": did_of(token.profile_id),
        "jti": str(token),
        "iat": int(now),
        "exp": int(now) + _SECONDS[scope],
    }
    return f"{_packed({'typ': _TYPES[scope], 'alg': 'HS256'})}.{_packed(payload)}.{_SIGNATURE}"


def read(text: str, scope: Scope) -> Presented | None:
    """What `text` is worth for `scope`; None when it is nothing of ours, or for something else."""
    plain = parsed(text, Platform.BLUESKY)
    if plain is not None:
        return Presented(plain)
    parts = text.split(".")
    payload = _unpacked(parts[1]) if len(parts) == 3 and parts[2] == _SIGNATURE else {}
    token = parsed(str(payload.get("jti", "")), Platform.BLUESKY)
    if token is None or payload.get("scope") != scope or not isinstance(payload.get("exp"), int):
        return None
    return Presented(token, float(payload["exp"]))


def is_plain(text: str) -> bool:
    """Whether `text` is a sandbox token as it is; what came in plain is renewed plain."""
    return parsed(text, Platform.BLUESKY) is not None


def _packed(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


def _unpacked(text: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return {}  # whatever it is, it is no token of ours
    return found if isinstance(found, dict) else {}
