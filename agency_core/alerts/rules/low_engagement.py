"""People pass by."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import EngagementFacts, Facts
from agency_core.domain.kpi import engagement_target
from agency_core.domain.metric import bases_of, parts_of
from agency_core.domain.platform import ENGAGEMENT_TARGETS, LABELS, Platform
from agency_core.domain.rule import Finding, Limit, Severity

SHARE = Limit("share", "Share of the target that is tolerated", 0.5, "share", most=1)
FEWEST = Limit("fewest", "Fewest posts to judge by", 5, "count", least=1, most=1000)
_TARGETS = ", ".join(f"{LABELS[name]} {low * 100:g} %" for name, (low, _) in ENGAGEMENT_TARGETS.items())


class LowEngagement:
    """The engagement rate of a client's week on a platform is below half of the lower end of its target."""

    name = "low_engagement"
    label = "Engagement low"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        "The engagement rate of the posts of the last seven days, those of the last 24 hours left out, is below "
        f"{SHARE.usual:.0%} of the lower end of the platform's target ({_TARGETS}). At least "
        f"{FEWEST.usual:g} posts; the rate is the sum of their engagements over the sum of what the platform counts "
        "seeing by."
    )
    limits = (SHARE, FEWEST)
    mutes = ()
    runbook = "engagement-is-low"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each such client and platform."""
        found = []
        for each in facts.engagement:
            target = engagement_target(each.platform)
            if target is None or each.base <= 0 or each.posts < facts.limit(self.name, FEWEST, each.client_id):
                continue
            least = facts.limit(self.name, SHARE, each.client_id) * target[0]
            if each.interactions < least * each.base:
                found.append(_finding(each, target, least))
        return found


def _finding(each: EngagementFacts, target: tuple[float, float], least: float) -> Finding:
    platform = Platform(each.platform)
    rate = each.interactions / each.base
    formula = f"({' + '.join(parts_of(platform))}) / {bases_of(platform)[0]}"
    return Finding(
        subject=f"{each.client_id}:{each.platform}",
        client_id=each.client_id,
        summary=f"The engagement of {each.client} on {LABELS[platform]} is {_percent(rate)}.",
        detail=f"The aim is {_percent(target[0])} to {_percent(target[1])}, told is what is below {_percent(least)}. "
        f"{each.interactions} engagements over {each.base} of {each.posts} posts that are one to seven days old. "
        f"The rate on {LABELS[platform]} is {formula}.",
        link=f"/analytics?client={quote(each.client_id)}&analytics_platform={quote(each.platform)}",
        values={"rate": rate, "target": target[0], "least": least, "posts": each.posts},
    )


def _percent(rate: float) -> str:
    return f"{rate * 100:.2f} %"


RULE = LowEngagement()
