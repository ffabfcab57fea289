"""Passwords: what makes one good enough, and how it is kept (Argon2id, the way OWASP advises)."""

from __future__ import annotations

import re
import threading
import unicodedata
from base64 import b64encode
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from agency_core.errors import Busy, Invalid

SHORTEST, LONGEST = 12, 256
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
AT_ONCE = 2
"""So many hashes are made at the same time at most: each takes 19 MiB, and who guesses must not take them all."""
PATIENCE = 10.0
"""Seconds for which one waits for its turn."""
_HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_TURNS = threading.BoundedSemaphore(AT_ONCE)
_ROWS = ("1234567890", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_STEMS = re.compile(
    "password|passwort|passw0rd|p4ssw0rd|letmein|welcome|willkommen|iloveyou|monkey|dragon|sunshine|princess|football|baseball"
    "|superman|batman|trustno1|changeme|default|secret|geheim|admin|administrator|master|login|hallo|hello|qwerty|qwertz|asdf"
    "|abc|agency|agentur|test|temp|guest|user|owner|spring|summer|autumn|winter|correcthorsebatterystaple"
)
"""What the passwords that are guessed first are made of; a good one has enough beside it."""
_LEAST_BESIDE = 6


def checked(password: str, *, about: tuple[str, ...] = ()) -> str:
    """A new password, when nobody guesses it soon.

    Args:
        password: as it was typed.
        about: what others know of its owner (address, name), which must not make most of it.

    Raises:
        Invalid: it is too short or long, or among those that are tried first.
    """
    length = len(password)
    if not SHORTEST <= length <= LONGEST:
        said = f"The password has {length} characters." if length else "There is no password."
        raise Invalid(said, field="password", remedy=f"Use {SHORTEST} to {LONGEST}; a few words that make no sentence are good.")
    if _is_guessed(password, about):
        raise Invalid(
            "This password is among those that are tried first.", field="password",
            remedy="Use words or characters that have nothing to do with each other or with you.",
        )
    return password


def hashed(password: str) -> str:
    """What is kept of a password.

    Raises:
        Busy: too many are asked for at the same time.
    """
    with _Turn():
        return _HASHER.hash(_normal(password))


def matches(kept: str, password: str) -> bool:
    """Whether `password` is the one of which `kept` was made; without one (empty), as slow, and never.

    Raises:
        Busy: too many are asked for at the same time.
    """
    with _Turn():
        try:
            return _HASHER.verify(kept or _NOBODYS, _normal(password)[: LONGEST * 4])
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it was made with other parameters than those of now, and should be made anew."""
    return _HASHER.check_needs_rehash(kept)


class _Turn:
    """One of the few hashes that are made at the same time."""

    def __enter__(self) -> None:
        if not _TURNS.acquire(timeout=PATIENCE):
            raise Busy("Too many people sign in at this moment.", remedy="Try again in a few seconds.")

    def __exit__(self, *_: object) -> None:
        _TURNS.release()


def _normal(password: str) -> str:
    """The same password from every keyboard."""
    return unicodedata.normalize("NFKC", password)


def _is_guessed(password: str, about: tuple[str, ...]) -> bool:
    plain = re.sub(r"[^\w]|_", "", _normal(password).casefold())
    known = [part for each in about for part in re.split(r"[\W_]+", each.casefold()) if len(part) >= 3]
    rest = _STEMS.sub("", plain)
    for part in known:
        rest = rest.replace(part, "")
    return len(set(password)) < 5 or len(_without_runs(rest)) < _LEAST_BESIDE


def _without_runs(text: str) -> str:
    """`text` in which what continues a row of keys, the alphabet or a repetition is left out."""
    kept = text[:1]
    for before, each in pairwise(text):
        pair = before + each
        if each != before and not any(pair in row or pair in row[::-1] for row in _ROWS):
            kept += each
    half = kept[: len(kept) // 2]
    return half if half and kept == half * 2 else kept


def _b64(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


_NOBODYS = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${_b64(bytes(16))}${_b64(bytes(32))}"
"""The hash of no password: comparing with it takes as long as with anybody's."""
