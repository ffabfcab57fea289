"""Questions in plain words, and the view of Analytics that answers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

PARAMS: Mapping[str, str] = {
    "tab": "analytics_tab", "metric": "analytics_metric", "by": "analytics_by", "days": "analytics_days",
    "first": "analytics_from", "last": "analytics_to", "compare": "analytics_compare", "platform": "analytics_platform",
    "agent": "analytics_agent", "content_type": "analytics_type", "topic": "analytics_topic",
    "hashtag": "analytics_hashtag", "campaign": "analytics_campaign", "order": "analytics_order",
}
"""Query parameters of Analytics by our words of them."""
EXAMPLES = (
    "best posts on LinkedIn last month", "engagement by hour in 2026", "which topic works on Instagram",
    "worst videos last 90 days", "views per day this quarter against the year before", "compare agents this month",
)
"""Questions to begin with."""
LONGEST = 300
"""Characters of a question."""
FIRST_TAB = "Overview"
OWN_DAYS = "own"
"""What the choice of a period says when its days stand in the address."""


@dataclass(frozen=True)
class View:
    """What Analytics is to show; empty fields are left as the page has them. Days as ISO dates, both included."""

    tab: str = ""
    metric: str = ""
    by: str = ""
    first: str = ""
    last: str = ""
    compare: str = ""
    platform: str = ""
    agent: str = ""
    content_type: str = ""
    topic: str = ""
    hashtag: str = ""
    campaign: str = ""
    order: str = ""

    def params(self) -> dict[str, str]:
        """The query parameters that open it."""
        said = {each.name: getattr(self, each.name) for each in fields(self)} | ({"days": OWN_DAYS} if self.first else {})
        return {PARAMS[name]: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Names:
    """What a client calls things: agents by id, their personas by the same ids, and the tags of content."""

    agents: Mapping[str, str] = field(default_factory=dict)
    personas: Mapping[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Understood:
    """The view that a question asks for, in words (`said`), and what of it was not understood."""

    text: str
    view: View
    said: tuple[str, ...]
    unknown: tuple[str, ...]
