"""X: Analytics > Content > Export, one row a post (`account_analytics_content_FROM_TO.csv`)."""

from datetime import UTC

from agency_core.analytics.importers.base import Importer
from agency_core.domain.platform import Platform

IMPORTER = Importer(
    name="x_posts",
    label="X: Analytics, Content",
    platform=Platform.X,
    columns={
        "external_id": ("post id",),
        "url": ("post link", "link"),
        "published_at": ("date",),
        "text": ("post text",),
        "impressions": ("impressions",),
        "likes": ("likes",),
        "comments": ("replies",),
        "shares": ("reposts",),
        "saves": ("bookmarks",),
        "clicks": ("url clicks",),
        "engagements": ("engagements",),
        "share_button": ("shares", "share"),
        "new_follows": ("new follows",),
        "profile_visits": ("profile visits",),
        "detail_expands": ("detail expands",),
        "hashtag_clicks": ("hashtag clicks",),
        "permalink_clicks": ("permalink clicks",),
    },
    required=("external_id", "url", "published_at", "text", "impressions"),
    zone=UTC,
)
