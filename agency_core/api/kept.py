"""Kept files as answers: plain ones as they lie, sealed ones opened piece by piece while they are sent, whole or a part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from email.utils import formatdate
from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, Response, StreamingResponse

from agency_core.security import kept_files
from agency_core.security.sealed_file import CHUNK, is_sealed_file

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_NOTHING: Mapping[str, str] = {}


def answer(
    path: Path, mime: str, headers: Mapping[str, str], *, filename: str = "", shown: str = "attachment",
    asked: Mapping[str, str] = _NOTHING,
) -> Response:
    """The content of a kept file; `shown` says whether a browser saves it or shows it, where it has a `filename`.

    `asked` are the headers of the request, by which a part of it may be wanted.

    Raises:
        SetupProblem: the key of the file is gone.
        StorageFailed: it was cut off or changed.
    """
    if not is_sealed_file(path):
        return FileResponse(
            path, media_type=mime, headers=dict(headers), filename=filename or None, content_disposition_type=shown,
        )
    size, seen = kept_files.size_of(path), path.stat()
    mark = hashlib.sha256(f"{path.name} {seen.st_mtime_ns} {size}".encode()).hexdigest()[:32]
    told = {"ETag": f'"{mark}"', "Last-Modified": formatdate(seen.st_mtime, usegmt=True), "Accept-Ranges": "bytes", **headers}
    if filename:
        told["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(filename)}"
    is_same = asked.get("if-range", told["ETag"]) in {told["ETag"], told["Last-Modified"]}
    first, end = _part(asked.get("range", ""), size) if is_same else (0, size)
    if first >= end and size:
        return Response(status_code=416, headers={**told, "Content-Range": f"bytes */{size}"})
    status = 200
    if (first, end) != (0, size):
        status, told["Content-Range"] = 206, f"bytes {first}-{end - 1}/{size}"
    told["Content-Length"] = str(end - first)
    return StreamingResponse(_pieces(path, first, end), status, told, mime)


def _part(wanted: str, size: int) -> tuple[int, int]:
    """From where up to where; all of it unless one part is wanted, and nothing where there is none."""
    found = _RANGE.fullmatch(wanted.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return 0, size
    if not found[1]:
        return max(0, size - int(found[2])), size
    return int(found[1]), min(size, int(found[2]) + 1) if found[2] else size


def _pieces(path: Path, first: int, end: int) -> Iterator[bytes]:
    with kept_files.opened(path) as file:
        file.seek(first)
        while first < end and (piece := file.read(min(CHUNK, end - first))):
            first += len(piece)
            yield piece
