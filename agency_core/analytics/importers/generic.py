"""Any other table: the reader says which column is what; names that are alike are suggested."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from difflib import SequenceMatcher

from agency_core.analytics.cells import fold, fraction, labels, percent
from agency_core.analytics.importers.base import LAST, WORDS, Cells, Importer, RowReader, places_of
from agency_core.domain.metric import METRICS
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

NAME = "mapping"
ALIKE = 0.84
"""From this likeness on (0 to 1) a column is suggested."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "external_id": ("post id", "id", "tweet id", "video id", "media id", "external id", "message id"),
    "url": ("url", "link", "permalink", "post link", "post url", "video link", "tweet permalink"),
    "published_at": (
        "published at", "publish time", "date", "published", "posted at", "post time", "created date", "created at",
        "date (gmt)",
    ),
    "network": ("network", "platform", "social network", "service", "channel"),
    "taken_at": ("taken at", "counted at", "measured at", "snapshot at", "as of", "export date", "exported at"),
    "account": ("account", "social account", "page name", "account username", "profile", "page"),
    "text": ("text", "post text", "caption", "description", "message", "content", "post", "tweet text"),
    "title": ("title", "post title", "video title"),
    "content_type": ("type", "post type", "content type", "media type"),
    "campaign": ("campaign", "campaign name"),
    "topic": ("topic", "theme", "category"),
    "views": ("views", "video views", "total views", "plays"),
    "impressions": ("impressions", "total impressions"),
    "reach": ("reach", "total reach", "unique impressions"),
    "likes": ("likes", "reactions", "total likes", "favorites", "favourites"),
    "comments": ("comments", "replies", "total comments"),
    "shares": ("shares", "reposts", "retweets", "total shares"),
    "saves": ("saves", "bookmarks", "saved"),
    "clicks": ("clicks", "link clicks", "url clicks", "total clicks", "post clicks"),
    "engagements": ("engagements", "total engagements", "engagement"),
    "engagement_rate": ("engagement rate (%)", "engagement rate", "engagement rate %"),
}
"""What can be mapped, and what it is often called."""

_CONTENT_TYPES = {
    "photo": "image_post", "image": "image_post", "carousel": "image_post", "video": "video_post", "reel": "reel",
    "story": "story", "article": "article", "text": "text_post", "link": "text_post", "status": "text_post",
}
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
TOTALS = frozenset({"total", "totals", "sum", "gesamt", "summe", "insgesamt", "totaux", "totale", "totales", "totaal"})
"""Rows that begin with one of these words are sums over the others."""


def suggest(header: Sequence[str]) -> dict[str, str]:
    """A mapping of our fields to columns by their names: equal names first, then names that are alike."""
    free = {fold(label): label for label in labels(header)}
    chosen: dict[str, str] = {}
    for our_field, names in FIELDS.items():
        name = next((name for name in names if name in free), None)
        if name:
            chosen[our_field] = free.pop(name)
    for our_field, names in FIELDS.items():
        if our_field in chosen or not free:
            continue
        likeness, name = max((_likeness(names, folded), folded) for folded in free)
        if likeness >= ALIKE:
            chosen[our_field] = free.pop(name)
    return {our_field: chosen[our_field] for our_field in FIELDS if our_field in chosen}


def _likeness(names: Sequence[str], folded: str) -> float:
    return max(SequenceMatcher(None, name, folded).ratio() for name in names)


def reader(
    header: Sequence[str], mapping: Mapping[str, str], on: Platform | None, zone: tzinfo = UTC, now: datetime = LAST,
    *, has_comma: bool = False,
) -> RowReader:
    """The reader of a table by an explicit mapping of our fields to its columns (`labels` names them).

    Fields that are not in `FIELDS` become extra numbers; fields mapped to nothing are left out.

    Raises:
        Invalid: a column does not exist, or something is missing without which there is no post.
    """
    mapping = {our_field: name for our_field, name in mapping.items() if name}
    places = places_of(labels(header))
    unknown = next((name for name in mapping.values() if fold(name) not in places), None)
    if unknown is not None:
        raise Invalid(
            f"The file has no column {unknown!r}.",
            field="mapping", remedy=f"It has: {', '.join(labels(header))[:500]}.",
        )
    _check(mapping, on)
    importer = Importer(
        NAME, "Own mapping", on, {our_field: (fold(name),) for our_field, name in mapping.items()}, (),
        units={"engagement_rate": percent if "%" in mapping.get("engagement_rate", "") else _share},
        content_types=_CONTENT_TYPES, is_total=_is_total,
    )
    return RowReader.of(importer, labels(header), zone, now, has_comma=has_comma)


def _check(mapping: Mapping[str, str], on: Platform | None) -> None:
    odd = next((name for name in mapping if not _FIELD.fullmatch(name)), None)
    if odd is not None:
        raise Invalid(f"{odd!r} cannot be the name of a field.", field="mapping", remedy=f"Use: {', '.join(FIELDS)}.")
    if not {"external_id", "url"} & mapping.keys():
        raise Invalid("No column names the post.", field="mapping", remedy="Map the id or the link of the post.")
    if not METRICS.keys() & mapping.keys():
        raise Invalid("No column has numbers.", field="mapping", remedy=f"Map at least one of: {', '.join(METRICS)}.")
    if on is None and "network" not in mapping:
        raise Invalid("The platform is not known.", field="platform", remedy="Choose it, or map a column to network.")


def _share(text: str) -> float | None:
    """A column of rates may hold fractions or percent; what cannot be a fraction is not guessed."""
    share = fraction(text)
    if share is not None and share > 1:
        raise Invalid("is more than 1", remedy="If the column is in percent, write (%) into its header or leave it out.")
    return share


def _is_total(cells: Cells) -> bool:
    words = [cells[name] for name in WORDS if cells.get(name)]
    return bool(words) and fold(words[0]).rstrip(":") in TOTALS
