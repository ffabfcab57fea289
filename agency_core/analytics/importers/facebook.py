"""Meta Business Suite: Insights > Content > Export, posts of Facebook pages, numbers over their lifetime."""

from zoneinfo import ZoneInfo

from agency_core.analytics.importers import meta_names as names
from agency_core.analytics.importers.base import Cells, Importer
from agency_core.analytics.moments import stamp
from agency_core.analytics.rows import Refused
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

PACIFIC = ZoneInfo("America/Los_Angeles")
"""Meta writes times in its own zone, whatever that of the page."""


def refuse_daily(cells: Cells) -> None:
    """Daily exports repeat each post once a day: adding up people reached would count them again and again."""
    if _is_day(cells.get("period", "")):
        raise Refused(
            "This Meta export lists each post once for every day.",
            field="file", remedy="Export again with the lifetime totals of each post instead of the daily breakdown.",
        )


def _is_day(period: str) -> bool:
    """Lifetime numbers say so in words, in the language of whoever exported."""
    try:
        return stamp(period) is not None
    except Invalid:
        return False


IMPORTER = Importer(
    name="facebook",
    label="Meta Business Suite: Facebook posts",
    platform=Platform.FACEBOOK,
    columns={
        "external_id": names.POST_ID,
        "account": names.PAGE,
        "title": names.TITLE,
        "text": names.TEXT,
        "published_at": names.PUBLISHED,
        "url": names.URL,
        "content_type": names.KIND,
        "period": names.PERIOD,
        "views": names.VIEWS,
        "impressions": names.IMPRESSIONS,
        "reach": names.REACH,
        "likes": names.REACTIONS,
        "comments": names.COMMENTS,
        "shares": names.SHARES,
        "clicks": names.CLICKS,
        "duration_seconds": names.DURATION,
        "link_clicks": ("link clicks",),
        "other_clicks": ("other clicks",),
        "reach_organic": ("reach from organic posts",),
        "reach_boosted": ("reach from boosted posts",),
        "views_3_seconds": ("3-second video views",),
        "views_1_minute": ("1-minute video views",),
        "seconds_viewed": ("seconds viewed",),
        "average_seconds_viewed": ("average seconds viewed",),
        "negative_feedback": ("negative feedback from users",),
        "earnings_usd": ("estimated earnings (usd)",),
        "ad_impressions": ("ad impressions",),
    },
    required=("external_id", "account", "published_at", "url"),
    content_types=names.KINDS,
    zone=PACIFIC,
    check=refuse_daily,
)
