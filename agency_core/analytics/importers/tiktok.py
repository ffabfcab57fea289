"""TikTok Studio: Analytics > Content > Download. Dates there have no year; the ids carry the time."""

from agency_core.analytics.importers.base import Importer
from agency_core.domain.platform import Platform

IMPORTER = Importer(
    name="tiktok",
    label="TikTok Studio: Content",
    platform=Platform.TIKTOK,
    columns={
        "exported": ("time",),
        "url": ("video link",),
        "title": ("video title",),
        "views": ("total views",),
        "likes": ("total likes",),
        "comments": ("total comments",),
        "shares": ("total shares",),
        "saves": ("add to favorites", "total favorites"),
    },
    required=("url", "views", "likes"),
    content_types={"": "video_post"},
)
