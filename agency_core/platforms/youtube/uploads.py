"""The account's own list of uploads, private ones included: where a video is found whose id was lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier, objects
from agency_core.platforms.youtube.calls import fetched, reading

_BEFORE = timedelta(seconds=60)
_PAGE = "50"


def upload_like(title: str, since: datetime, ctx: Context) -> list[str]:
    """Ids of uploads with this title that were made since then, newest first.

    Raises:
        PlatformError: classified; the list could not be read.
    """
    mine = objects(fetched(ctx, reading(ctx, "channels", {"part": "contentDetails", "mine": "true"})), "items")
    details = an_object(mine[0], "contentDetails") if mine else {}
    playlist = identifier(an_object(details, "relatedPlaylists").get("uploads"))
    if not playlist:
        raise PlatformError(Failure.TRANSIENT, "YouTube names no list of uploads.")
    params = {"part": "snippet,contentDetails", "playlistId": playlist, "maxResults": _PAGE}
    body = fetched(ctx, reading(ctx, "playlistItems", params))
    if not isinstance(body.get("items"), list):
        raise PlatformError(Failure.TRANSIENT, "The answer holds no list of uploads.")
    return [video for item in objects(body, "items") if (video := _ours(item, title.strip(), since - _BEFORE))]


def moment(text: object) -> datetime | None:
    """A time as YouTube writes it; None when it is none."""
    try:
        return datetime.fromisoformat(identifier(text)).astimezone(UTC)
    except ValueError:
        return None


def _ours(item: dict[str, Any], title: str, since: datetime) -> str:
    """The id of the video in this entry, when it has the title and is young enough."""
    snippet, details = an_object(item, "snippet"), an_object(item, "contentDetails")
    made = moment(snippet.get("publishedAt"))
    if identifier(snippet.get("title")).strip() != title or made is None or made < since:
        return ""
    return identifier(details.get("videoId"))
