"""Publer: Analytics > Post insights > Export CSV. Rows of several networks; times in the zone of the workspace."""

from agency_core.analytics.cells import percent
from agency_core.analytics.importers.base import Importer

IMPORTER = Importer(
    name="publer",
    label="Publer: Post insights",
    platform=None,
    columns={
        "url": ("post link",),
        "network": ("social network",),
        "account": ("social account",),
        "published_at": ("date",),
        "text": ("post text",),
        "content_type": ("post type",),
        "reach": ("reach",),
        "likes": ("reactions",),
        "comments": ("comments",),
        "shares": ("shares",),
        "clicks": ("link clicks",),
        "reach_rate": ("reach rate (%)",),
        "engagement_rate": ("engagement rate (%)",),
        "click_through_rate": ("click through rate (%)",),
    },
    required=("url", "network", "published_at"),
    units={"reach_rate": percent, "engagement_rate": percent, "click_through_rate": percent},
    content_types={
        "photo": "image_post", "video": "video_post", "reel": "reel", "story": "story", "status": "text_post",
        "link": "text_post", "article": "article",
    },
)
