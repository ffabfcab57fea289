"""Reading a body of several parts (multipart/form-data), as uploads come."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?')
_NAME = re.compile(rb'\bname="([^"]*)"')


def parts(content_type: str, body: bytes) -> dict[str, bytes] | None:
    """The parts by their names; None when this is no such body or it is cut off."""
    found = _BOUNDARY.search(content_type)
    if not content_type.startswith("multipart/form-data") or found is None:
        return None
    fence = b"--" + found[1].encode()
    pieces = (b"\r\n" + body).split(b"\r\n" + fence)
    if len(pieces) < 2 or pieces[0] or not pieces[-1].startswith(b"--"):
        return None
    read = {}
    for piece in pieces[1:-1]:
        head, _, data = piece.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name is None:
            return None
        read[name[1].decode("utf-8", "replace")] = data
    return read
