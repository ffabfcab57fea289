"""Who a token acts for, and the list of the uploads."""

from __future__ import annotations

from sqlalchemy import Connection, select

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.following import followers
from agency_core.sandbox.tables import POSTS
from agency_core.sandbox.youtube.guard import admitted, bad_request, parts_of, query_of, refusal
from agency_core.sandbox.youtube.videos import written

_PROFILE_PARTS = ("id", "snippet", "contentDetails", "status", "statistics")
_ITEM_PARTS = ("id", "snippet", "contentDetails", "status")
_UPLOADS = "UU"
_LARGEST_PAGE = 50
_DIGITS = 3


def profiles(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /youtube/v3/channels?part=...&mine=true`."""
    owner = admitted(call, tx).profile_id
    asked = query_of(call, ("mine", "maxResults"))
    parts = parts_of(asked, _PROFILE_PARTS)
    if asked.get("mine") != "true":
        raise bad_request("missingRequiredParameter", "No filter selected. Expected one of: mine")
    told = {
        "snippet": {"title": f"Sandbox {owner}"},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": f"{_UPLOADS}{owner}"}},
        "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed"},
        "statistics": _statistics(owner, desk, tx),
    }
    item = {"kind": "youtube#channel", "id": owner, **{part: told[part] for part in parts if part in told}}
    return json_reply(200, {"kind": "youtube#channelListResponse", "items": [item]})


def uploads(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /youtube/v3/playlistItems?playlistId=UU...`, newest first; when ordered to be slow, without the latest."""
    owner = admitted(call, tx).profile_id
    asked = query_of(call, ("maxResults", "pageToken"), ("part", "playlistId"))
    parts = parts_of(asked, _ITEM_PARTS)
    if asked["playlistId"] != f"{_UPLOADS}{owner}":
        raise refusal(404, "playlistNotFound", "The playlist cannot be found.", "youtube.playlistItem")
    size = asked.get("maxResults", "5")
    if not size.isdecimal() or int(size) > _LARGEST_PAGE:
        raise bad_request("invalidParameter", "maxResults is a number from 0 to 50")
    hidden = call.fault.seconds if call.fault is not None and call.suffers("slow_processing") else 0.0
    mine = select(POSTS).where(
        POSTS.c.platform == Platform.YOUTUBE, POSTS.c.author == owner, POSTS.c.kind == "video", POSTS.c.deleted_at.is_(None),
        POSTS.c.created_at <= desk.now() - hidden,
    )
    items = []
    for row in tx.execute(mine.order_by(POSTS.c.created_at.desc()).limit(int(size))):
        made = written(row.created_at)
        told = {
            "snippet": {"title": row.details["snippet"]["title"], "publishedAt": made},
            "contentDetails": {"videoId": row.id, "videoPublishedAt": made},
            "status": {"privacyStatus": row.details["status"]["privacyStatus"]},
        }
        items.append({"kind": "youtube#playlistItem", "id": row.id, **{part: told[part] for part in parts if part in told}})
    return json_reply(200, {"kind": "youtube#playlistItemListResponse", "items": items})


def _statistics(owner: str, desk: Desk, tx: Connection) -> dict[str, object]:
    """Numbers are texts; that of the subscribers has three digits and then zeros."""
    exact = followers(Platform.YOUTUBE, owner, desk, tx)
    rounded = exact - exact % 10 ** max(0, len(str(exact)) - _DIGITS)
    return {"viewCount": "0", "subscriberCount": str(rounded), "hiddenSubscriberCount": False, "videoCount": "0"}
