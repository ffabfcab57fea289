"""Asking TikTok, reading only, what became of a publication whose answer was lost: it is known by its id.

Photos whose announcement was not answered have no id; they are looked for among the public posts, where being absent proves
nothing, because a post comes there only after it was checked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.reading import identifier, number, objects
from agency_core.platforms.tiktok.calls import asking, data_of, post_url
from agency_core.platforms.tiktok.facts import FACTS
from agency_core.platforms.tiktok.status import COMPLETE, FAILED, UPLOADING, Status, fetched_status

_BEFORE = timedelta(seconds=60)
_PAGE = 20


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Whether the publication is complete.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    since = state.committed_at
    if since is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known when it was sent.")
    try:
        if "publish_id" not in state.handles:
            return _searched(shaped, since, state, ctx)
        return _outcome(fetched_status(state.handles["publish_id"], ctx), state, since, ctx)
    except PlatformError as error:
        if error.failure in {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED}:
            raise
        return Outcome(Verdict.UNKNOWN, why=f"TikTok could not be asked: {error.message}")


def _outcome(status: Status, state: PublishState, since: datetime, ctx: Context) -> Outcome:
    if status.word == COMPLETE:
        url = post_url(ctx.account, state.handles.get("author", ""), status.post)
        return Outcome(Verdict.PUBLISHED, status.post or state.handles["publish_id"], url, "TikTok has published it.")
    if status.word == FAILED:
        return Outcome(Verdict.NOT_PUBLISHED, why=f"TikTok could not publish it: {status.reason}.")
    size = int(state.handles.get("size", "0"))
    if status.word != UPLOADING or status.arrived is None or status.arrived >= size:
        return Outcome(Verdict.UNKNOWN, why="TikTok is still working on it.")
    if ctx.clock.now() < since + timedelta(seconds=FACTS.capabilities.settling_seconds):
        return Outcome(Verdict.UNKNOWN, why="Not complete yet; the last piece may still be on its way.")
    return Outcome(Verdict.NOT_PUBLISHED, why="TikTok waits for the rest of the video.")


def _searched(shaped: Shaped, since: datetime, state: PublishState, ctx: Context) -> Outcome:
    fields = "id,title,video_description,create_time"
    videos = objects(data_of(ctx, asking(ctx, "video/list/", {"max_count": _PAGE}, fields=fields)), "videos")
    found = [post for post in videos if _ours(post, shaped, since - _BEFORE)]
    if len(found) != 1:
        return Outcome(Verdict.UNKNOWN, why="TikTok did not name the publication, and it cannot be singled out among the posts.")
    name = identifier(found[0].get("id"))
    url = post_url(ctx.account, state.handles.get("author", ""), name)
    return Outcome(Verdict.PUBLISHED, name, url, "It is among the posts.")


def _ours(post: dict[str, Any], shaped: Shaped, since: datetime) -> bool:
    said = {identifier(post.get(name)).strip() for name in ("title", "video_description")}
    young = (number(post.get("create_time")) or 0.0) >= since.timestamp()
    return young and shaped.text.strip() in said and bool(identifier(post.get("id")))
