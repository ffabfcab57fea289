"""The words that a question is made of: metrics, dimensions, platforms, kinds of content, and what says nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agency_core.domain.content import ContentType
from agency_core.domain.platform import Platform

ENGAGEMENT = "engagement"
"""Of posts one by one their interactions, otherwise the rate."""
METRICS: Mapping[str, str] = {
    "rate": r"engagement rates?|rates? of engagement|rates?",
    ENGAGEMENT: r"engagement|work(?:s|ed|ing)?(?: best| well)?|perform(?:s|ed|ance|ing)?(?: best| well)?|do(?:es|ing)? best",
    "interactions": r"interactions?|engagements",
    "views": r"(?:video )?views?|viewed|plays?",
    "impressions": r"impressions?",
    "reach": r"reach(?:ed)?",
    "clicks": r"(?:link )?clicks?",
    "median": r"median(?: interactions)?",
    "posts": r"(?:number|count) of posts|how many posts|post counts?|how often|posts published",
}
"""What is counted, the longer words first."""
METRIC_WORDS = {
    "rate": "Engagement rate", "interactions": "Interactions", "views": "Views", "impressions": "Impressions",
    "reach": "Reach, summed", "clicks": "Clicks", "median": "Median interactions", "posts": "Posts",
}
_GROUP = (
    r"(?:(?:by|per|which|what|whose|each|every|across|split by|of each|of every|compare|between|all)(?: the)? "
    r"|(?<=best )|(?<=top )|(?<=worst )|(?<=weakest )|(?<=strongest ))"
)
DIMENSIONS: Mapping[str, str] = {
    "small": r"by day and platform|by platform and day|(?:per|each) platform over time|small multiples",
    "hour": (
        rf"{_GROUP}(?:hours?(?: (?:and|of the) (?:week)?days?)?|hours? of the week|weekdays?(?: and hours?)?"
        r"|time of (?:the )?day|day of (?:the )?week|times?(?: to post)?)|(?:best )?times? to post|hourly"
        r"|when (?:to|should (?:we|i)|do (?:we|i)) post|when"
    ),
    "persona": rf"{_GROUP}personas?|{_GROUP}voices?",
    "content_type": rf"{_GROUP}(?:content |post )?(?:types?|formats?|kinds?)(?: of (?:content|posts?))?",
    "topic": rf"{_GROUP}topics?|topics",
    "hashtag": rf"{_GROUP}(?:hashtags?|tags?)|hashtags",
    "campaign": rf"{_GROUP}campaigns?|campaigns",
    "platform": rf"{_GROUP}(?:social )?(?:platforms?|networks?)|platforms|networks",
    "agent": rf"{_GROUP}(?:agents?|creators?|authors?)|agents|creators|who",
    "day": r"by day|per day|each day|every day|a day|daily|day by day|over time|trend|timeline|developed|development",
    "score": r"scorecards?", "funnel": r"funnel", "spread": r"distribution|spread",
    "age": r"cohorts?|(?:by|per) age(?: of (?:the )?posts?)?|how (?:do )?posts (?:age|grow|gather)",
}
"""How posts are looked at, as `by` names it."""
DIMENSION_WORDS = {
    "day": "By day", "small": "By day, a chart for each platform", "hour": "By hour and weekday", "platform": "By platform",
    "agent": "By agent", "persona": "By persona", "content_type": "By content type", "topic": "By topic",
    "hashtag": "By hashtag", "campaign": "By campaign", "score": "Scorecards of agents", "funnel": "Funnel",
    "spread": "Spread by platform", "age": "By age of the post",
}
_COUNTS = ("interactions", "views", "impressions", "reach", "posts", "rate")
_GROUPS = (*_COUNTS, "clicks", "median")
KNOWS: Mapping[str, tuple[str, ...]] = {
    "day": _COUNTS, "small": _COUNTS, "platform": _GROUPS, "agent": _GROUPS, "persona": _GROUPS, "content_type": _GROUPS,
    "topic": _GROUPS, "hashtag": _GROUPS, "campaign": _GROUPS, "hour": (), "spread": ("interactions", "views", "rate"),
    "age": ("views", "interactions"), "funnel": (), "score": (),
}
"""The metrics that each dimension shows, its own first; none where it has its own figures."""
PLATFORMS: Mapping[Platform, str] = {
    Platform.LINKEDIN: r"linked ?in", Platform.INSTAGRAM: r"instagram|insta|ig", Platform.YOUTUBE: r"you ?tube|yt",
    Platform.TIKTOK: r"tik ?tok", Platform.FACEBOOK: r"facebook|fb", Platform.X: r"twitter|x", Platform.BLUESKY: r"bluesky|bsky",
    Platform.MASTODON: r"mastodon", Platform.THREADS: r"threads",
}
KINDS: Mapping[ContentType, str] = {
    ContentType.TEXT_POST: r"text posts?|texts",
    ContentType.IMAGE_POST: r"(?:image|picture|photo) posts?|images?|pictures?|photos?",
    ContentType.VIDEO_POST: r"video posts?|videos?", ContentType.ARTICLE: r"articles?", ContentType.REEL: r"reels?",
    ContentType.STORY: r"story|stories", ContentType.DOCUMENT: r"documents?|pdfs?",
}
ORDERS: Mapping[str, str] = {
    "worst": r"worst|weakest|bottom(?: \d+)?|least successful|fewest|lowest|least|flops?",
    "best": r"best|top(?: \d+)?|most successful|strongest|highest|most|winners?|winning",
}
_VERSUS = r"(?:vs\.?|versus|against|compared? (?:to|with)|than)"
COMPARES: Mapping[str, str] = {
    "year": (
        rf"(?:{_VERSUS} )?(?:(?:the|a) )?year (?:before|ago|earlier)|year over year|yoy"
        rf"|{_VERSUS} (?:last|the previous) year"
    ),
    "before": (
        rf"(?:{_VERSUS} )?(?:the )?(?:(?:period|weeks?|months?|quarters?|days?) before|(?:previous|prior|preceding) period)"
        rf"|{_VERSUS} (?:the )?(?:last|previous) (?:week|month|quarter|period)|before"
    ),
    "none": r"without (?:a )?comparison",
}
COMPARE_WORDS = {
    "before": "Compared with as many days directly before", "year": "Compared with the same days a year before",
    "none": "Without a comparison",
}
SILENT = frozenset({
    "a", "about", "against", "all", "and", "any", "are", "at", "been", "between", "by", "can", "content", "data", "did", "do",
    "does", "doing", "each", "every", "figures", "for", "from", "gather", "gathered", "get", "gets", "getting", "give", "go",
    "got", "had", "has", "have", "how", "i", "in", "is", "it", "list", "look", "made", "make", "many", "me", "much", "my",
    "numbers", "of", "on", "only", "or", "our", "over", "overall", "per", "please", "post", "posted", "posts", "publish",
    "published", "results", "see", "show", "statistics", "stats", "tell", "than", "that", "the", "their", "them", "there",
    "these", "they", "this", "those", "to", "us", "versus", "vs", "was", "we", "well", "went", "were", "what", "which", "who",
    "whose", "with", "would", "you", "your",
})
"""Words that may be left over: they say nothing of their own."""


def whole(pattern: str) -> re.Pattern[str]:
    """`pattern` as whole words, whatever their case; never inside of what was read already."""
    return re.compile(rf"(?<![\w#])(?:{pattern})(?!\w)", re.IGNORECASE)
