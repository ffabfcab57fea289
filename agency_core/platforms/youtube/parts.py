"""The media of a publication: which one is the video, which one its thumbnail."""

from __future__ import annotations

from agency_core.domain.publishing import Failure, Media, PlatformError, Shaped
from agency_core.platforms.rules import is_video


def video_of(shaped: Shaped) -> Media:
    """The video.

    Raises:
        PlatformError: MEDIA_REJECTED when there is none.
    """
    found = next((media for media in shaped.media if is_video(media)), None)
    if found is None:
        raise PlatformError(Failure.MEDIA_REJECTED, "There is no video.", field="media", remedy="Add one.")
    return found


def thumbnail_of(shaped: Shaped) -> Media | None:
    """The picture that goes with the video."""
    return next((media for media in shaped.media if not is_video(media)), None)
