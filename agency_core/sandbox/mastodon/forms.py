"""What was sent with a call: a form, a form with a file, or JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from agency_core.sandbox.exchange import Incoming

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_NAME = re.compile(r'\bname="([^"]*)"')
_FILE_NAME = re.compile(r'\bfilename="')
_TYPE = re.compile(r"content-type:\s*([^\r\n;]+)", re.IGNORECASE)


@dataclass(frozen=True)
class SentFile:
    """A file of a form: its type as declared, its bytes."""

    mime: str
    data: bytes


def fields_of(call: Incoming) -> dict[str, Any]:
    """The fields of a form or JSON object; `name[]` fields are lists under `name`. Empty when it is neither."""
    if call.headers.get("content-type", "").startswith("application/json"):
        body = call.json()
        return {name: value for name, value in body.items() if value is not None} if isinstance(body, dict) else {}
    found: dict[str, Any] = {}
    for name, value in parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True):
        if name.endswith("[]"):
            found.setdefault(name.removesuffix("[]"), []).append(value)
        else:
            found[name] = value
    return found


def parts_of(call: Incoming) -> tuple[dict[str, str], dict[str, SentFile]]:
    """The fields and the files of a `multipart/form-data` body; empty when it is none."""
    boundary = _BOUNDARY.search(call.headers.get("content-type", ""))
    fields: dict[str, str] = {}
    files: dict[str, SentFile] = {}
    if boundary is None:
        return fields, files
    for part in call.body.split(b"--" + boundary[1].encode()):
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        described = head.decode("utf-8", "replace")
        name = _NAME.search(described)
        if name is None:
            continue
        data = data.removesuffix(b"\r\n")
        if _FILE_NAME.search(described):
            kind = _TYPE.search(described)
            files[name[1]] = SentFile(kind[1].strip() if kind else "application/octet-stream", data)
        else:
            fields[name[1]] = data.decode("utf-8", "replace")
    return fields, files
