"""LinkedIn: Page > Analytics > Content > Export, the sheet `All posts`."""

from agency_core.analytics.cells import fraction
from agency_core.analytics.importers.base import Importer
from agency_core.domain.platform import Platform

IMPORTER = Importer(
    name="linkedin",
    label="LinkedIn: Page content, All posts",
    platform=Platform.LINKEDIN,
    columns={
        "url": ("post link",),
        "text": ("post title",),
        "published_at": ("created date",),
        "content_type": ("content type",),
        "campaign": ("campaign name",),
        "impressions": ("impressions",),
        "views": ("views", "views (excluding offsite video views)"),
        "clicks": ("clicks",),
        "likes": ("likes",),
        "comments": ("comments",),
        "shares": ("reposts",),
        "click_through_rate": ("click through rate (ctr)",),
        "engagement_rate": ("engagement rate",),
        "follows": ("follows",),
        "offsite_views": ("offsite views",),
    },
    required=("url", "text", "published_at", "impressions"),
    units={"click_through_rate": fraction, "engagement_rate": fraction},
    content_types={
        "video": "video_post", "image": "image_post", "multi-image": "image_post", "multi image": "image_post",
        "article": "article", "text": "text_post", "document": "text_post", "poll": "text_post",
    },
)
