"""Objects that come from outside: plain JSON, and not larger than a row should be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from agency_core.errors import Invalid

LARGEST = 64 * 1024


def plain(value: Mapping[str, Any], field: str) -> None:
    """Refuse what is not a JSON object of at most 64 KB (as UTF-8).

    Raises:
        Invalid: naming `field`.
    """
    if not isinstance(value, Mapping):
        raise Invalid(f"{field} is not an object.", field=field, remedy='Send an object such as {"topic": "..."}.')
    try:
        written = json.dumps(dict(value), allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        remedy = "Use text, numbers, lists and objects."
        raise Invalid(f"{field} is not plain JSON: {error}.", field=field, remedy=remedy) from error
    if len(written) > LARGEST:
        raise Invalid(f"{field} has {len(written):,} bytes.", field=field, remedy="Use at most 64 KB; send a link to the rest.")
