"""Kept files as answers: plain ones as they lie, sealed ones opened piece by piece while they are sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, Response, StreamingResponse

from agency_core.security import kept_files
from agency_core.security.sealed_file import CHUNK, is_sealed_file


def answer(path: Path, mime: str, headers: Mapping[str, str], *, filename: str = "", shown: str = "attachment") -> Response:
    """The content of a kept file; `shown` says whether a browser saves it or shows it, where it has a `filename`."""
    if not is_sealed_file(path):
        return FileResponse(
            path, media_type=mime, headers=dict(headers), filename=filename or None, content_disposition_type=shown,
        )
    told = {**headers, "Content-Length": str(kept_files.size_of(path))}
    if filename:
        told["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(filename)}"
    return StreamingResponse(_pieces(path), media_type=mime, headers=told)


def _pieces(path: Path) -> Iterator[bytes]:
    with kept_files.opened(path) as file:
        while piece := file.read(CHUNK):
            yield piece
