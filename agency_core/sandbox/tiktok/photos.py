"""Photos on TikTok: their announcement is all there is, for TikTok fetches them itself."""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy import Connection

from agency_core.errors import Invalid
from agency_core.http_client import AnswerLost, NothingSent
from agency_core.sandbox.exchange import Desk, Incoming, Reply
from agency_core.sandbox.tables import THUMBS
from agency_core.sandbox.tiktok.creator import FILM_ONLY, post_info
from agency_core.sandbox.tiktok.guard import admitted, good, invalid, json_body, metered, only, units
from agency_core.sandbox.tiktok.publications import WORKING, announced, handed_over, keep, publication

_PER_MINUTE = 6
_MOST, _TITLE, _TEXT = 35, 90, 4000
_BYTES = 20_000_000
_SECONDS = 15.0
_THUMB = (640, 640)
_SOURCE = {"source": str, "photo_images": list, "photo_cover_index": int}
_BODY = {"post_info": dict, "source_info": dict, "post_mode": str, "media_type": str}


def with_pictures(call: Incoming, desk: Desk) -> tuple[str, list[bytes]]:
    """Fetch the pictures, before the transaction: why that failed, or small copies of them."""
    match call.json():
        case {"source_info": {"photo_images": [*urls]}} if len(urls) <= _MOST:
            thumbs = []
            for url in urls:
                reason, thumb = _fetched(url, desk)
                if reason:
                    return reason, []
                thumbs.append(thumb)
            return "", thumbs
        case _:
            return "", []


def announce(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /v2/post/publish/content/init/`: from here on the post makes itself."""
    owner = admitted(call, tx).profile_id
    metered(desk, tx, owner, "init", _PER_MINUTE)
    body = json_body(call)
    only(body, _BODY, _BODY)
    info = post_info(body, FILM_ONLY, owner, desk, tx)
    if (body["post_mode"], body["media_type"]) != ("DIRECT_POST", "PHOTO"):
        raise invalid("post_mode is DIRECT_POST and media_type is PHOTO here")
    if units(info.get("title", "")) > _TITLE or units(info.get("description", "")) > _TEXT:
        raise invalid("The title or description is too long")
    _check_source(body["source_info"])
    words = "\n\n".join(filter(None, (info.get("title", ""), info.get("description", ""))))
    reason, thumbs = call.prepared
    details = {"kind": "carousel" if len(thumbs) > 1 else "image", "text": words, "privacy": info["privacy_level"]}
    publish_id = announced(desk, tx, owner, "p_pub_url", details)
    pictures = _kept(publish_id, thumbs, tx)
    row = publication(publish_id, owner, tx)
    if row is not None:
        keep(row, tx, WORKING, pictures=pictures, reason=reason)
    handed_over(publish_id, desk, tx)
    return good({"publish_id": publish_id})


def _check_source(source: dict[str, Any]) -> None:
    only(source, _SOURCE, ("source", "photo_images"))
    urls = source["photo_images"]
    if source["source"] != "PULL_FROM_URL" or not 1 <= len(urls) <= _MOST:
        raise invalid("photo_images are 1 to 35 addresses, by PULL_FROM_URL")
    if not all(isinstance(url, str) for url in urls) or not 0 <= source.get("photo_cover_index", 0) < len(urls):
        raise invalid("photo_images or photo_cover_index is invalid")


def _kept(publish_id: str, thumbs: list[bytes], tx: Connection) -> list[str]:
    names = [f"{publish_id.rpartition('.')[2]}-{place}" for place in range(len(thumbs))]
    for name, thumb in zip(names, thumbs, strict=True):
        tx.execute(THUMBS.insert().values(id=name, picture=thumb))
    return names


def _fetched(url: object, desk: Desk) -> tuple[str, bytes]:
    """Why a picture cannot be used, in TikTok's words, or a small copy of it."""
    from PIL import Image, UnidentifiedImageError

    try:
        answer = desk.http.request("GET", str(url), deadline=_SECONDS, cap=_BYTES)
    except (NothingSent, AnswerLost, Invalid):
        return "photo_pull_failed", b""
    if answer.status != 200:
        return "photo_pull_failed", b""
    try:
        with Image.open(io.BytesIO(answer.body), formats=("JPEG", "WEBP")) as image:
            small = image.convert("RGB")
            small.thumbnail(_THUMB)
            out = io.BytesIO()
            small.save(out, "JPEG", quality=80)
            return "", out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return "file_format_check_failed", b""
