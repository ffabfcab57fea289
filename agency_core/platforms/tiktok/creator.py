"""What the account's owner allows, which TikTok wants asked before each post."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.reading import identifier, number
from agency_core.platforms.tiktok.calls import asking, data_of
from agency_core.platforms.tiktok.facts import LEVELS, PRIVACY

OPTIONS, LONGEST = "privacy_level_options", "max_video_post_duration_sec"
"""Under these names an account's limits hold what TikTok said of it."""
_SWITCHES = {"comment_disabled": "disable_comment", "duet_disabled": "disable_duet", "stitch_disabled": "disable_stitch"}


def creator_info(ctx: Context) -> dict[str, Any]:
    """What the owner allows: privacy levels, switches, the longest video, the name.

    Raises:
        PlatformError: classified.
    """
    return data_of(ctx, asking(ctx, "post/publish/creator_info/query/", {}))


def ask_creator(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """The first call of each publication.

    Raises:
        PlatformError: CONTENT_REJECTED when the privacy chosen is not offered, MEDIA_REJECTED for too long a video.
    """
    info = creator_info(ctx)
    if not levels_in(info):
        raise PlatformError(Failure.TRANSIENT, "TikTok's answer does not say who may see posts.")
    level = level_for(shaped, levels_in(info))
    if not level:
        message = "The account does not offer what was chosen for who can see it."
        remedy = "Choose another privacy."
        raise PlatformError(Failure.CONTENT_REJECTED, message, field="options", remedy=remedy)
    _demand_short_enough(shaped.media, number(info.get(LONGEST)) or 0.0)
    said = {ours: info.get(theirs) is True for theirs, ours in _SWITCHES.items()}
    allowed = json.dumps({"privacy_level": level, **said})
    return state.at(Phase.MEDIA_INIT, creator=allowed, author=identifier(info.get("creator_username")))


def levels_in(said: Mapping[str, Any]) -> tuple[str, ...]:
    """TikTok's names of the privacy levels that are offered."""
    found = said.get(OPTIONS)
    return tuple(identifier(each) for each in found if identifier(each)) if isinstance(found, list) else ()


def level_for(shaped: Shaped, offered: Collection[str]) -> str:
    """TikTok's name of the privacy level: as chosen, else the widest one offered; empty when there is none."""
    chosen = shaped.options.get(PRIVACY.name)
    wanted = [LEVELS[chosen]] if chosen in LEVELS else list(LEVELS.values())
    return next((level for level in wanted if level in offered), "")


def _demand_short_enough(media: tuple[Media, ...], longest: float) -> None:
    seconds = max((each.seconds for each in media), default=0.0)
    if longest and seconds > longest:
        message = f"The video takes {seconds:.0f} s; this account may post {longest:.0f} s."
        raise PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy="Cut it.")
