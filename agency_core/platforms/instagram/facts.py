"""What Instagram takes, in numbers, and which version of its interface we speak."""

from __future__ import annotations

from agency_core.domain.content import ContentType
from agency_core.domain.platform import Capabilities, ConnectorFacts, Idempotency, Platform, ReadBack

VERSION = "v26.0"
HASHTAGS = 30
MENTIONS = 20
IMAGE_WIDTH = 320
ASPECT = (4 / 5, 1.91)
ASPECT_SLACK = 0.005
"""Pixels are whole numbers: a 1080 x 566 picture stands for 1.91:1."""

FACTS = ConnectorFacts(
    key=Platform.INSTAGRAM,
    spec_version=VERSION,
    sunset=None,
    verified="simulator checked with the official client",
    capabilities=Capabilities(
        content_types=frozenset({ContentType.IMAGE_POST, ContentType.VIDEO_POST, ContentType.REEL, ContentType.STORY}),
        text_limit=2200,
        text_unit="characters",
        media_required=frozenset({ContentType.IMAGE_POST, ContentType.VIDEO_POST, ContentType.REEL, ContentType.STORY}),
        media_min=1,
        media_max=10,
        image_types=frozenset({"image/jpeg"}),
        image_bytes=8 * 1024 * 1024,
        needs_public_media_url=True,
        supports_delete=True,
        read_back=ReadBack.EXACT,
        idempotency=Idempotency.HANDLE,
        settling_seconds=5,
        metrics=("views", "reach", "likes", "comments", "shares", "saves"),
    ),
)
