"""Asking Instagram, reading only, whether a container whose answer was lost became a post: the container itself knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.instagram.calls import fetched, node, reading
from agency_core.platforms.instagram.facts import FACTS
from agency_core.platforms.reading import identifier, objects

_BEFORE = timedelta(seconds=60)
_AFTER = timedelta(minutes=10)
_PAGE = "50"


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Read the container's state, and find the post when there is one.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    container, since = state.handles.get("container_id", ""), state.committed_at
    if not container or since is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known which container was sent, or when.")
    try:
        code = identifier(fetched(ctx, reading(ctx, node(container), {"fields": "status_code"})).get("status_code"))
    except PlatformError as error:
        _raise_when_curable(error)
        return Outcome(Verdict.UNKNOWN, why=f"Instagram could not be asked: {error.message}")
    if code == "PUBLISHED":
        return _published(container, since, shaped, ctx)
    if code in {"EXPIRED", "ERROR"}:
        return Outcome(Verdict.NOT_PUBLISHED, why=f"The container is {code} and was never published.")
    if code not in {"FINISHED", "IN_PROGRESS"}:
        return Outcome(Verdict.UNKNOWN, why="Instagram names no state of the container that we know.")
    if ctx.clock.now() < since + timedelta(seconds=FACTS.capabilities.settling_seconds):
        return Outcome(Verdict.UNKNOWN, why="Not published yet; Instagram may say so some seconds late.")
    return Outcome(Verdict.NOT_PUBLISHED, why=f"The container is {code} and was not published.")


def _published(container: str, since: datetime, shaped: Shaped, ctx: Context) -> Outcome:
    """The post of a published container: the only one with this caption and time, else known by its container."""
    fields = {"fields": "id,caption,timestamp,permalink", "limit": _PAGE}
    try:
        recent = objects(fetched(ctx, reading(ctx, node(ctx.account.external_id, "media"), fields)), "data")
    except PlatformError as error:
        _raise_when_curable(error)
        recent = []
    found = [media for media in recent if _is_ours(media, shaped.text, since)]
    if len(found) == 1:
        media_id, url = identifier(found[0].get("id")), identifier(found[0].get("permalink"))
        return Outcome(Verdict.PUBLISHED, media_id, url, "The container is published.")
    return Outcome(Verdict.PUBLISHED, container, why="The container is published; its post could not be singled out.")


def _is_ours(media: dict[str, Any], caption: str, since: datetime) -> bool:
    moment = _moment(identifier(media.get("timestamp")))
    if moment is None or not identifier(media.get("id")):
        return False
    same = str(media.get("caption") or "").strip() == caption.strip()
    return same and since - _BEFORE <= moment <= since + _AFTER


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _raise_when_curable(error: PlatformError) -> None:
    if error.failure in {Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED}:
        raise error
