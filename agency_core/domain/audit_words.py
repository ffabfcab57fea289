"""What of an entry may be said: secrets taken out by their name and their look, everything kept short and plain."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from agency_core.observe.redaction import HIDDEN, encode, hide

LONGEST, MOST, DEEPEST = 2_000, 50, 4
"""Characters of a text, members of a list or object, and levels; the rest is left out."""
_SECRET = re.compile(
    r"(?i)(?<![a-z])(?:\w*(?:token|secret|passw(?:or)?d|passphrase|api_?key|private_?key|cookie|signature|verifier)|authorization|"
    r"credentials?|totp|recovery|code|otp|seed)$"
)
_NOT_SECRET = frozenset({"token_id", "has_password"})


def fit(text: str, longest: int = LONGEST) -> str:
    """A text as an entry may hold it."""
    said = encode(hide(text))
    return said if len(said) <= longest else f"{said[:longest]} ..."


def clean(said: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry may say: values whose name is that of a secret hidden, texts without secrets, numbers that are numbers."""
    return {fit(str(name), 100): _member(str(name), value, DEEPEST) for name, value in list(said.items())[:MOST]}


def _member(name: str, value: Any, levels: int) -> Any:  # noqa: ANN401 - whatever is told
    if value and name not in _NOT_SECRET and _SECRET.search(name):
        return HIDDEN
    return _plain(value, levels - 1)


def _plain(value: Any, levels: int) -> Any:  # noqa: ANN401 - whatever is told
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if math.isfinite(value) and abs(value) < 2**53 else str(value)
    if levels < 0:
        return "..."
    if isinstance(value, Mapping):
        return {fit(str(name), 100): _member(str(name), each, levels) for name, each in list(value.items())[:MOST]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each, levels - 1) for each in list(value)[:MOST]]
    return fit(str(value))
