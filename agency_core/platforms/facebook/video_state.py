"""What Facebook says of a video: how far it is, whether people see it, and which post shows it."""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import Outcome, PlatformError, PublishState, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.facebook.calls import GRAPH
from agency_core.platforms.graph.calls import node
from agency_core.platforms.graph.readback import unasked
from agency_core.platforms.reading import an_object, identifier

_SITE = "https://www.facebook.com"
_SECONDS = 5.0


def status_of(video: str, ctx: Context) -> dict[str, Any]:
    """The phases of a video: uploading, processing and publishing.

    Raises:
        PlatformError: classified.
    """
    return an_object(GRAPH.fetched(ctx, GRAPH.reading(ctx, node(video), {"fields": "status"})), "status")


def confirmed_as(state: PublishState, video: str, ctx: Context, post: str = "") -> PublishState:
    """The state of a published video, with its post and address where Facebook tells them already."""
    asked = GRAPH.reading(ctx, node(video), {"fields": "post_id,permalink_url"}, _SECONDS)
    try:
        told = GRAPH.fetched(ctx, asked)
    except PlatformError:
        told = {}  # the video is published; that it cannot be read yet is no failure of the post
    return state.confirmed(post_id(post or identifier(told.get("post_id")), video, ctx), _address(told, ctx))


def reconcile_video(video: str, ctx: Context, settled: bool) -> Outcome:
    """Whether people can see a video that we know by its id.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    asked = GRAPH.reading(ctx, node(video), {"fields": "status,published,post_id,permalink_url"})
    try:
        told = GRAPH.fetched(ctx, asked)
    except PlatformError as error:
        return unasked(error, GRAPH.name)
    publishing = an_object(an_object(told, "status"), "publishing_phase")
    if told.get("published") is True or publishing.get("publish_status") == "published":
        post = post_id(identifier(told.get("post_id")), video, ctx)
        return Outcome(Verdict.PUBLISHED, post, _address(told, ctx), "The video is published.")
    if not publishing and told.get("published") is not False:
        return Outcome(Verdict.UNKNOWN, why="Facebook does not say whether the video is published.")
    if not settled or publishing.get("status") == "in_progress":
        return Outcome(Verdict.UNKNOWN, why="Not published yet; Facebook may say so some seconds late.")
    return Outcome(Verdict.NOT_PUBLISHED, why="The video was never published.")


def post_id(post: str, video: str, ctx: Context) -> str:
    """The whole id of a post, which begins with the Page's; the video's own where the post is not known."""
    if not post:
        return video
    return post if "_" in post else f"{ctx.account.external_id}_{post}"


def _address(told: dict[str, Any], ctx: Context) -> str:
    """Facebook tells a video's address without its host."""
    path = identifier(told.get("permalink_url"))
    host = ctx.account.base_url.rstrip("/") if ctx.account.is_sandbox else _SITE
    return f"{host}{path}" if path.startswith("/") else path
