"""X before 2024: `tweet_activity_metrics_*.csv`, one row a post. Retired, and still in many archives."""

from datetime import UTC

from agency_core.analytics.cells import fraction
from agency_core.analytics.importers.base import Importer
from agency_core.domain.platform import Platform

_EXTRA = (
    "engagements", "engagement rate", "user profile clicks", "hashtag clicks", "detail expands", "permalink clicks",
    "app opens", "app installs", "follows", "email tweet", "dial phone", "media views", "media engagements",
)
_PROMOTED = ("impressions", "retweets", "replies", "likes", "url clicks", *_EXTRA)
_NAMES = (*_EXTRA, *(f"promoted {name}" for name in _PROMOTED))

IMPORTER = Importer(
    name="x_tweets",
    label="X: Tweet activity (before 2024)",
    platform=Platform.X,
    columns={
        "external_id": ("tweet id",),
        "url": ("tweet permalink",),
        "published_at": ("time",),
        "text": ("tweet text",),
        "impressions": ("impressions",),
        "likes": ("likes",),
        "comments": ("replies",),
        "shares": ("retweets",),
        "clicks": ("url clicks",),
        **{name.replace(" ", "_"): (name,) for name in _NAMES},
    },
    required=("external_id", "url", "published_at", "impressions"),
    units={"engagement_rate": fraction, "promoted_engagement_rate": fraction},
    zone=UTC,
)
