"""Pictures that the agency drew, at an address that the sandbox network can fetch."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse

from agency_core.errors import NotFound

router = APIRouter(prefix="/media", tags=["Media"])
TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "mp4": "video/mp4"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}\.(jpg|jpeg|png|webp|mp4)")
_SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, max-age=86400, immutable"}


@router.get("/{name}", response_class=FileResponse, responses={200: {"content": {"image/*": {}, "video/*": {}}}})
def picture(request: Request, name: str) -> FileResponse:
    """One drawn picture, by its file name."""
    match = _NAME.fullmatch(name)
    folder: Path | None = request.app.state.media_folder
    file = folder / name if folder and match else None
    if file is None or match is None or not file.is_file():
        raise NotFound("There is no such picture.", field="name", remedy="Check the name.")
    return FileResponse(file, media_type=TYPES[match[1]], headers=_SAFE)
