"""The `fields` parameter: names with commas between them, each with its own fields in braces and modifiers after dots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agency_core.sandbox.exchange import Incoming
from agency_core.sandbox.graph.guard import invalid

_WORD = re.compile(r"\w+")


def chosen(told: Mapping[str, Any], call: Incoming) -> dict[str, Any]:
    """What was asked for of an object, its id always.

    Raises:
        Refusal: a field that the object does not have.
    """
    asked = names(call.asked().get("fields", ""))
    for name in asked:
        if name not in told and name != "id":
            raise invalid(f"Tried accessing nonexisting field ({name})")
    return {name: told[name] for name in asked if name != "id" and told[name] is not None}


def names(text: str) -> list[str]:
    """The names at the top of a list of fields, without what is in braces or after dots."""
    found: list[str] = []
    depth, start = 0, True
    for piece in re.findall(r"\w+|[{}(),.]", text):
        if piece in "{(":
            depth += 1
        elif piece in "})":
            depth -= 1
        elif piece == "," and depth == 0:
            start = True
        elif start and depth == 0 and _WORD.fullmatch(piece):
            found.append(piece)
            start = False
    return found
