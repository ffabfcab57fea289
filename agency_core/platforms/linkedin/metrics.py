"""LinkedIn's numbers of a post: one statistic for organizations, one call a metric for members."""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import Failure, Measurement, PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import answered, ask, fetched, is_person, urn_in_url
from agency_core.platforms.linkedin.comments import is_comment, measured_comment
from agency_core.platforms.reading import an_object, number, objects

_ORGANIZATION = {
    "impressionCount": "impressions",
    "uniqueImpressionsCount": "reach",
    "likeCount": "likes",
    "commentCount": "comments",
    "shareCount": "shares",
    "clickCount": "clicks",
}
_MEMBER = {
    "IMPRESSION": "impressions",
    "MEMBERS_REACHED": "reach",
    "REACTION": "likes",
    "COMMENT": "comments",
    "RESHARE": "shares",
    "POST_SAVE": "saves",
    "POST_SEND": "sends",
}
_EXTRA = "sends"


def measured(urn: str, ctx: Context) -> Measurement:
    """What LinkedIn counts for the post now.

    Raises:
        PlatformError: classified; NOT_FOUND when the post is gone.
    """
    if is_comment(urn):
        return measured_comment(urn, ctx)
    return _of_member(urn, ctx) if is_person(ctx.account) else _of_organization(urn, ctx)


def _of_organization(urn: str, ctx: Context) -> Measurement:
    kind = "ugcPosts" if urn.startswith("urn:li:ugcPost:") else "shares"
    owner = urn_in_url(ctx.account.external_id)
    query = f"q=organizationalEntity&organizationalEntity={owner}&{kind}=List({urn_in_url(urn)})"
    elements = objects(fetched(ctx, ask(ctx, "GET", f"organizationalEntityShareStatistics?{query}")), "elements")
    totals = an_object(elements[0], "totalShareStatistics") if elements else _still_there(urn, ctx)
    values = {name: number(totals.get(key)) for key, name in _ORGANIZATION.items()}
    engagement = number(totals.get("engagement"))
    return Measurement(values, {"engagement": engagement} if engagement is not None else {})


def _still_there(urn: str, ctx: Context) -> dict[str, Any]:
    """No statistics can mean no views yet or no post: reading the post tells."""
    answered(ctx, ask(ctx, "GET", f"posts/{urn_in_url(urn)}"))
    return {}


def _of_member(urn: str, ctx: Context) -> Measurement:
    found = {name: _member_metric(urn, query, ctx) for query, name in _MEMBER.items()}
    extra = found.pop(_EXTRA)
    return Measurement(found, {_EXTRA: extra} if extra is not None else {})


def _member_metric(urn: str, query: str, ctx: Context) -> float | None:
    kind = "ugc" if urn.startswith("urn:li:ugcPost:") else "share"
    path = (
        f"memberCreatorPostAnalytics?q=entity&entity=({kind}:{urn_in_url(urn)})&queryType={query}&aggregation=TOTAL"
    )
    try:
        elements = objects(fetched(ctx, ask(ctx, "GET", path)), "elements")
    except PlatformError as error:
        if error.failure is Failure.CONTENT_REJECTED:
            return None  # this metric does not exist for this kind of post; the others still count
        raise
    return number(elements[0].get("count")) if elements else None
