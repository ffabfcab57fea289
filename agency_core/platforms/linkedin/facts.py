"""What LinkedIn takes, in numbers, and which version of its interface we speak."""

from __future__ import annotations

from datetime import date

from agency_core.domain.content import ContentType
from agency_core.domain.platform import Capabilities, ConnectorFacts, Idempotency, Platform, ReadBack

VERSION = "202607"
IMAGE_PIXELS = 36_152_320
VIDEO_TYPE = "video/mp4"
VIDEO_BYTES = (75_000, 500_000_000)

FACTS = ConnectorFacts(
    key=Platform.LINKEDIN,
    spec_version=VERSION,
    sunset=date(2027, 7, 15),
    verified="documentation only",
    capabilities=Capabilities(
        content_types=frozenset(
            {ContentType.TEXT_POST, ContentType.IMAGE_POST, ContentType.VIDEO_POST, ContentType.ARTICLE}
        ),
        text_limit=3000,
        text_unit="characters as sent, escapes included",
        media_required=frozenset({ContentType.IMAGE_POST, ContentType.VIDEO_POST}),
        media_min=1,
        media_max=20,
        image_types=frozenset({"image/jpeg", "image/png", "image/gif"}),
        image_bytes=20_000_000,
        needs_public_media_url=False,
        supports_delete=True,
        read_back=ReadBack.HEURISTIC,
        idempotency=Idempotency.NONE,
        settling_seconds=8,
        metrics=("impressions", "reach", "likes", "comments", "shares", "saves", "clicks"),
    ),
)
