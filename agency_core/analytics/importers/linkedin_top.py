"""LinkedIn for members: Analytics > Post impressions > Export, the sheet `TOP POSTS`, two lists of at most 50 posts."""

from agency_core.analytics.importers.base import Importer
from agency_core.domain.platform import Platform

IMPORTER = Importer(
    name="linkedin_top",
    label="LinkedIn: a member's top posts",
    platform=Platform.LINKEDIN,
    columns={
        "url": ("post url",),
        "published_at": ("post publish date",),
        "impressions": ("impressions",),
        "engagements": ("engagements",),
    },
    required=("url", "published_at", "impressions"),
)
