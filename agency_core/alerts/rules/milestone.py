"""Something went well."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import BestFacts, Facts, PassedFacts
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.rule import Finding, Limit, Severity

VIEWS = Limit("views", "Fewest views", 1000, "count", least=1000, most=1_000_000)
FEWEST = Limit("fewest", "Fewest posts of a month with a best one", 5, "count", least=2, most=1000)
_LONGEST = 60


class Milestone:
    """A post passed a round number of views, or became the best of its month."""

    name = "milestone"
    label = "Milestone"
    severity = Severity.INFO
    hold = timedelta(0)
    explains = (
        "A post passed 1,000, 10,000, 100,000 or 1,000,000 views, or became the best of its month by interactions "
        f"(of at least {FEWEST.usual:g} posts). It is told once, for an hour after it was counted; what was never counted before "
        "passes nothing."
    )
    limits = (VIEWS, FEWEST)
    mutes = ()
    runbook = "alert-rules"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each post and milestone."""
        passed = [_passed(each) for each in facts.passed if each.mark >= facts.limit(self.name, VIEWS, each.client_id)]
        best = [_best(each) for each in facts.best if each.posts >= facts.limit(self.name, FEWEST, each.client_id)]
        return passed + best


def _passed(each: PassedFacts) -> Finding:
    return Finding(
        subject=f"{each.post}:{each.mark}",
        client_id=each.client_id,
        summary=f"{_named(each)} passed {each.mark:,} views.",
        detail=f"It has {each.views:,} views now.",
        link=_link(each),
        values={"views": each.views, "mark": each.mark},
    )


def _best(each: BestFacts) -> Finding:
    return Finding(
        subject=f"{each.post}:best:{each.month:%Y-%m}",
        client_id=each.client_id,
        summary=f"{_named(each)} is the best post of {each.month:%B} so far.",
        detail=f"{each.interactions:,} interactions, the next best of {each.posts} counted posts has {each.next_best:,}.",
        link=_link(each),
        values={"interactions": each.interactions, "next_best": each.next_best, "posts": each.posts},
    )


def _named(each: PassedFacts | BestFacts) -> str:
    words = " ".join(each.title.split())
    short = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    return f"“{short}” on {LABELS[Platform(each.platform)]}" if short else f"A post on {LABELS[Platform(each.platform)]}"


def _link(each: PassedFacts | BestFacts) -> str:
    return f"/analytics?client={quote(each.client_id)}&analytics_platform={quote(each.platform)}"


RULE = Milestone()
