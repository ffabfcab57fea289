"""Access tokens: short-lived, signed, each for one purpose and with a key of that purpose alone.

The algorithm stands here and nowhere else: what a token says about it is not believed. Which key, a token may name only by
an id of our own, never by an address or a path. Pure: keys and the present moment are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

ALGORITHM = "HS256"
ISSUER = "agency"
AUDIENCE = "agency-api"
KEY_BYTES = 32
LEEWAY = 5
"""Seconds that the clocks of two of our processes may differ."""
_REQUIRED = ("exp", "iat", "nbf", "sub", "aud", "iss", "jti", "sid", "typ")
_TEXT = ("sub", "jti", "sid", "typ")
_MOMENTS = ("iat", "nbf", "exp")
_KEY_ID = re.compile(r"[0-9a-z]{8}-[0-9a-z]{16}")
_LONGEST = 2_048
_CHECKS = {
    "require": list(_REQUIRED), "verify_signature": True, "verify_aud": True, "verify_iss": True, "verify_sub": True,
    "verify_jti": True, "verify_exp": False, "verify_nbf": False, "verify_iat": False,
}
"""The moments are checked here, by the clock of the agency."""


class BadToken(Exception):
    """This is no token that we made for this purpose and that holds now."""


@dataclass(frozen=True)
class Claims:
    """What a token says. `subject` is who acts (`person:...`, `agent:...`), `family` what it can be ended by.

    `lasts` is never more than `longest` of `read`: a token that claims a longer life is refused.
    """

    subject: str
    family: str
    purpose: str
    token_id: str
    issued_at: datetime
    lasts: timedelta


def mint(claims: Claims, key_id: str, key: bytes) -> str:
    """The token that says `claims`, signed with `key` (32 bytes), which is found again by `key_id`."""
    begins = int(claims.issued_at.timestamp())
    said = {
        "sub": claims.subject, "sid": claims.family, "typ": claims.purpose, "jti": claims.token_id, "iss": ISSUER,
        "aud": AUDIENCE, "iat": begins, "nbf": begins, "exp": begins + int(claims.lasts.total_seconds()),
    }
    return jwt.encode(said, _sound(key), algorithm=ALGORITHM, headers={"kid": key_id})


def read(token: str, purpose: str, keys: Callable[[str], bytes | None], now: datetime, longest: timedelta) -> Claims:
    """What `token` says, once everything about it has been checked.

    Args:
        token: as it was sent.
        purpose: what it has to be for.
        keys: gives the key with an id, None when there is none (any more).
        now: the present moment.
        longest: no token of this purpose lives longer.

    Raises:
        BadToken: it is not ours, not for this purpose, not begun, over, or was changed.
    """
    if len(token) > _LONGEST:
        raise BadToken
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
        if not isinstance(key_id, str) or not _KEY_ID.fullmatch(key_id):
            raise BadToken
        key = keys(key_id)
        if key is None:
            raise BadToken
        said = jwt.decode(
            token, _sound(key), algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options=_CHECKS,  # type: ignore[arg-type]
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise BadToken from error
    return _checked(said, purpose, now, longest)


def _checked(said: dict[str, Any], purpose: str, now: datetime, longest: timedelta) -> Claims:
    if any(not isinstance(said[name], str) or not said[name] for name in _TEXT) or said["typ"] != purpose:
        raise BadToken
    if any(type(said[name]) is not int for name in _MOMENTS) or said["aud"] != AUDIENCE:
        raise BadToken
    begins, not_before, ends = (said[name] for name in _MOMENTS)
    at = now.timestamp()
    if not max(begins, not_before) - LEEWAY <= at < ends or not 0 < ends - begins <= longest.total_seconds():
        raise BadToken
    return Claims(
        said["sub"], said["sid"], said["typ"], said["jti"], datetime.fromtimestamp(begins, now.tzinfo),
        timedelta(seconds=ends - begins),
    )


def _sound(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a signing key has {KEY_BYTES} bytes")
    return key
