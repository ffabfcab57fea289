"""Meta Business Suite: Insights > Content > Export, posts of Instagram accounts, numbers over their lifetime."""

from agency_core.analytics.importers import meta_names as names
from agency_core.analytics.importers.base import Importer
from agency_core.analytics.importers.facebook import PACIFIC, refuse_daily
from agency_core.domain.platform import Platform

IMPORTER = Importer(
    name="instagram",
    label="Meta Business Suite: Instagram posts",
    platform=Platform.INSTAGRAM,
    columns={
        "external_id": names.POST_ID,
        "account": names.ACCOUNT,
        "text": names.TEXT,
        "published_at": names.PUBLISHED,
        "url": names.URL,
        "content_type": names.KIND,
        "period": names.PERIOD,
        "views": (*names.VIEWS, "plays"),
        "impressions": names.IMPRESSIONS,
        "reach": names.REACH,
        "likes": names.LIKES,
        "comments": names.COMMENTS,
        "shares": names.SHARES,
        "saves": names.SAVES,
        "follows": names.FOLLOWS,
        "duration_seconds": names.DURATION,
    },
    required=("external_id", "account", "published_at", "url", "likes"),
    content_types=names.IG_KINDS,
    zone=PACIFIC,
    trust_file=True,
    check=refuse_daily,
)
