"""Reading an answer whose shape nobody guarantees: what is missing or of another kind counts as absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def objects(body: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The JSON objects in the list under `key`; empty when there is no such list."""
    found = body.get(key)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def an_object(body: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The JSON object under `key`; empty when there is none."""
    found = body.get(key)
    return found if isinstance(found, dict) else {}


def number(value: object) -> float | None:
    """`value` when it is a number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole(value: object) -> int | None:
    """`value` when it is a whole number from 0 up."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def identifier(value: object) -> str:
    """`value` as an id, which networks write as text or as a whole number; empty when it is neither."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
