"""The second factor: codes of six digits that change every 30 seconds (RFC 6238), and recovery codes. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import struct
from base64 import b32decode, b32encode
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
RECOVERY_CODES = 10
_RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_RECOVERY_LENGTH = 16


def new_secret() -> str:
    """A secret for an authenticator app, in Base32."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether this is one that `new_secret` could have made."""
    return re.fullmatch(r"[A-Z2-7]{32}", text) is not None


def code_at(secret: str, step: int) -> str:
    """The code of the `step`-th 30 seconds since 1970."""
    digest = hmac.new(b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: str, code: str, seconds: float) -> int | None:
    """The step whose code this is, at a moment (seconds since 1970) or 30 seconds beside it; None when it is none."""
    typed, now = code.replace(" ", ""), int(seconds // SECONDS)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", typed):
        return None
    found = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(code_at(secret, step), typed)]
    return found[-1] if found else None


def address(secret: str, issuer: str, account: str) -> str:
    """What the QR code says, for an authenticator app."""
    asked = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": SECONDS}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{asked}"


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes, each good once: `xxxx-xxxx-xxxx-xxxx`."""
    return tuple(
        "-".join("".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(4)) for _ in range(_RECOVERY_LENGTH // 4))
        for _ in range(RECOVERY_CODES)
    )


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code, however it was typed. It has 79 random bits, so a fast hash is enough."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).lower().encode()).hexdigest()
