"""What an account's owner allows; asked for before each post."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply
from agency_core.sandbox.tables import ASSETS
from agency_core.sandbox.tiktok.guard import admitted, good, invalid, json_body, metered, only, refusal

LEVELS = ("PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY")
LONGEST_SECONDS = 600
_PER_MINUTE = 20
_ASKED_WITHIN = timedelta(days=1)
_DAY = 24 * 3600
_UNAUDITED_USERS = 5
_POST_INFO = {
    "title": str, "description": str, "privacy_level": str, "disable_duet": bool, "disable_comment": bool,
    "disable_stitch": bool, "video_cover_timestamp_ms": int, "brand_content_toggle": bool, "brand_organic_toggle": bool,
    "is_aigc": bool, "auto_add_music": bool,
}  # fmt: skip
FILM_ONLY = {"disable_duet", "disable_stitch", "video_cover_timestamp_ms", "is_aigc"}
PHOTO_ONLY = {"description", "auto_add_music"}


def info(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /v2/post/publish/creator_info/query/`."""
    owner = admitted(call, tx).profile_id
    metered(desk, tx, owner, "creator_info", _PER_MINUTE)
    only(json_body(call), {})
    row = {"id": f"creator:{owner}", "platform": Platform.TIKTOK, "owner": owner, "kind": "creator", "state": "asked"}
    written = insert(ASSETS).values(**row, looks=0, created_at=desk.now(), details={})
    tx.execute(written.on_conflict_do_update(index_elements=["id"], set_={"created_at": desk.now()}))
    return good(
        {
            "creator_username": owner,
            "creator_nickname": f"Sandbox {owner}",
            "privacy_level_options": list(LEVELS),
            "comment_disabled": False,
            "duet_disabled": False,
            "stitch_disabled": False,
            "max_video_post_duration_sec": LONGEST_SECONDS,
        }
    )


def post_info(body: dict[str, Any], foreign: set[str], owner: str, desk: Desk, tx: Connection) -> dict[str, Any]:
    """The `post_info` of an announcement, when it holds what the owner was asked about and allows.

    Raises:
        Refusal: it does not, or the owner was not asked.
    """
    sent = body.get("post_info")
    if not isinstance(sent, dict):
        raise invalid("post_info is required")
    only(sent, {name: kind for name, kind in _POST_INFO.items() if name not in foreign}, ("privacy_level",))
    asked = select(ASSETS.c.created_at).where(ASSETS.c.id == f"creator:{owner}")
    moment = tx.execute(asked).scalar()
    if moment is None or moment < desk.now() - _ASKED_WITHIN.total_seconds():
        raise invalid("creator_info has to be queried before each post")
    if sent["privacy_level"] not in LEVELS:
        raise refusal(403, "privacy_level_option_mismatch", "Please check the privacy_level with creator_info.")
    if desk.manner.unaudited:
        _demand_unaudited(sent["privacy_level"], owner, desk, tx)
    return sent


def _demand_unaudited(level: str, owner: str, desk: Desk, tx: Connection) -> None:
    """What holds for an application that TikTok has not audited.

    Raises:
        Refusal: the post is not for its owner alone, or too many people used the application today.
    """
    if level != "SELF_ONLY":
        message = "Please review the integration guidelines: unaudited clients can only post to private accounts."
        raise refusal(403, "unaudited_client_can_only_post_to_private_accounts", message)
    mine = (ASSETS.c.platform == Platform.TIKTOK, ASSETS.c.kind == "publication", ASSETS.c.created_at > desk.now() - _DAY)
    others = select(func.count(ASSETS.c.owner.distinct())).where(*mine, ASSETS.c.owner != owner)
    if int(tx.execute(others).scalar_one()) >= _UNAUDITED_USERS:
        raise refusal(403, "reached_active_user_cap", "The daily quota of active publishing users was reached.")
