"""Meta Business Suite: Insights > Content > Export, posts of Instagram accounts, numbers over their lifetime."""

from agency_core.analytics.importers.base import Importer
from agency_core.analytics.importers.facebook import PACIFIC, refuse_daily
from agency_core.domain.platform import Platform

IMPORTER = Importer(
    name="instagram",
    label="Meta Business Suite: Instagram posts",
    platform=Platform.INSTAGRAM,
    columns={
        "external_id": ("post id",),
        "account": ("account id", "account username"),
        "text": ("description",),
        "published_at": ("publish time",),
        "url": ("permalink",),
        "content_type": ("post type",),
        "period": ("date",),
        "views": ("views", "plays"),
        "impressions": ("impressions",),
        "reach": ("reach",),
        "likes": ("likes",),
        "comments": ("comments",),
        "shares": ("shares",),
        "saves": ("saves",),
        "follows": ("follows",),
        "duration_seconds": ("duration (sec)", "duration (secs)"),
    },
    required=("external_id", "account", "published_at", "url", "likes"),
    content_types={
        "ig image": "image_post", "ig carousel": "image_post", "ig reel": "reel", "ig video": "video_post",
        "ig story": "story",
    },
    zone=PACIFIC,
    trust_file=True,
    check=refuse_daily,
)
