"""Reading forms that carry files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from agency_core.sandbox.exchange import Incoming

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_NAME = re.compile(r'[; ]name="([^"]*)"')
_FILE_NAME = re.compile(r"[; ]filename\*?=")


@dataclass(frozen=True)
class Uploaded:
    """A form: its fields as text, its files as bytes."""

    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def uploaded(call: Incoming) -> Uploaded:
    """The form in the body of `call`; empty when it is none with parts."""
    kind = call.headers.get("content-type", "")
    boundary = _BOUNDARY.search(kind)
    if not kind.startswith("multipart/form-data") or boundary is None:
        return Uploaded()
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for part in (b"\r\n" + call.body).split(b"\r\n--" + boundary[1].encode())[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        about = head.decode("utf-8", "replace")
        name = _NAME.search(about)
        if name is None:
            continue
        if _FILE_NAME.search(about):
            files[name[1]] = data
        else:
            fields[name[1]] = data.decode("utf-8", "replace")
    return Uploaded(fields, files)
