"""Yesterday in one line, first thing in the morning."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from agency_core.domain.facts import Facts, SummaryFacts
from agency_core.domain.health import in_words
from agency_core.domain.rule import Finding, Severity


class DailySummary:
    """What yesterday was like for a client, told from eight to nine on its own clock."""

    name = "daily_summary"
    label = "Daily summary"
    severity = Severity.INFO
    hold = timedelta(0)
    explains = "What yesterday was like, told at 08:00 of the client's day. A client to which nothing happened is left out."
    limits = ()
    mutes = ()
    runbook = "alert-rules"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding for each client in its morning."""
        return [_finding(each) for each in facts.summaries]


def _finding(each: SummaryFacts) -> Finding:
    late = f", 95 of 100 within {in_words(timedelta(seconds=max(each.lateness_p95, 0)))}" if each.lateness_p95 is not None else ""
    values = {
        "delivered": each.delivered, "failed": each.failed, "missed": each.missed, "in_review": each.in_review,
        "views": each.views, "interactions": each.interactions, "firing": each.firing,
    }
    return Finding(
        subject=f"{each.client_id}:{each.day:%Y-%m-%d}",
        client_id=each.client_id,
        summary=f"{each.client} on {each.day:%A, %d %B}: {each.delivered} delivered, {each.failed} failed, {each.missed} missed.",
        detail=f"Delivered: {each.delivered}{late}. Failed: {each.failed}. Missed: {each.missed}. "
        f"Came in that day: {each.views:,} views and {each.interactions:,} interactions. "
        f"Now: {each.in_review} waiting for review, {each.firing} alert(s) firing.",
        link=f"/command_center?client={quote(each.client_id)}",
        values=values if each.lateness_p95 is None else {**values, "lateness_p95": each.lateness_p95},
    )


RULE = DailySummary()
