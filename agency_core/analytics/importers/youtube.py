"""YouTube Studio: Advanced mode > Content > Export, the file `Table data.csv`, one row a video."""

from agency_core.analytics.cells import duration, percent
from agency_core.analytics.importers.base import Cells, Importer
from agency_core.domain.platform import Platform


def _is_total(cells: Cells) -> bool:
    """The second line of the file; in every language it names neither title nor day."""
    is_named = bool(cells.get("title") or cells.get("published_at"))
    return not is_named and len(cells.get("external_id", "")) != len("Sx0ytsHc1kk")


IMPORTER = Importer(
    name="youtube",
    label="YouTube Studio: Content table",
    platform=Platform.YOUTUBE,
    columns={
        "external_id": ("content", "video"),
        "title": ("video title",),
        "published_at": ("video publish time",),
        "views": ("views",),
        "impressions": ("impressions", "thumbnail impressions"),
        "likes": ("likes",),
        "comments": ("comments added", "comments"),
        "shares": ("shares",),
        "duration_seconds": ("duration", "duration (seconds)"),
        "watch_hours": ("watch time (hours)",),
        "average_view_seconds": ("average view duration",),
        "average_viewed": ("average percentage viewed (%)",),
        "subscribers": ("subscribers",),
        "click_through_rate": ("impressions click-through rate (%)", "thumbnail click-through rate (%)"),
        "stayed_to_watch": ("stayed to watch (%)",),
        "dislikes": ("dislikes",),
        "likes_share": ("likes (vs. dislikes) (%)",),
        "unique_viewers": ("unique viewers",),
        "revenue_usd": ("estimated revenue (usd)", "your estimated revenue (usd)"),
    },
    required=("external_id", "title", "published_at", "views"),
    units={
        "duration_seconds": duration,
        "average_view_seconds": duration,
        "average_viewed": percent,
        "click_through_rate": percent,
        "stayed_to_watch": percent,
        "likes_share": percent,
    },
    content_types={"": "video_post"},
    is_total=_is_total,
)
