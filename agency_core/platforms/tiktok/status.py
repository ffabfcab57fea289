"""What TikTok says of a publication, by the id that it gave when it was announced."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.reading import identifier, number
from agency_core.platforms.tiktok.calls import asking, data_of

COMPLETE, FAILED, UPLOADING = "PUBLISH_COMPLETE", "FAILED", "PROCESSING_UPLOAD"


@dataclass(frozen=True)
class Status:
    """The state of a publication: TikTok's word, why it failed, the post's id where it is public, bytes that arrived."""

    word: str
    reason: str = ""
    post: str = ""
    arrived: int | None = None


def fetched_status(publish_id: str, ctx: Context, *, commit: bool = False) -> Status:
    """Ask. With `commit`, an answer that was lost leaves the outcome unknown.

    Raises:
        PlatformError: classified.
    """
    asked = asking(ctx, "post/publish/status/fetch/", {"publish_id": publish_id}, commit=commit)
    data = data_of(ctx, asked)
    word = identifier(data.get("status"))
    if not word:
        failure = Failure.UNKNOWN_OUTCOME if commit else Failure.TRANSIENT
        raise PlatformError(failure, "TikTok's answer names no state of the publication.")
    posts = data.get("publicaly_available_post_id")  # TikTok's spelling
    arrived = number(data.get("uploaded_bytes"))
    return Status(
        word,
        identifier(data.get("fail_reason")),
        identifier(posts[0]) if isinstance(posts, list) and posts else "",
        int(arrived) if arrived is not None else None,
    )
