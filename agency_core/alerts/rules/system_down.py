"""The whole system stands still, or did until a moment ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.health import in_words, silence
from agency_core.domain.rule import Finding, Limit, Severity

SILENCE = Limit("silence", "Silence of the engine", 5, "minutes", least=1, most=1440)


class SystemDown:
    """No engine gave a sign of life for minutes: seen by another process while it lasts, and by its gap once it is over."""

    name = "system_down"
    label = "System down"
    severity = Severity.CRITICAL
    hold = timedelta(0)
    explains = (
        f"The engine gave no sign of life for more than {SILENCE.usual:g} minutes: nothing was published, measured or answered. "
        "It is seen while it lasts by whichever process still runs, and told of for five minutes after it is over; what was "
        "planned is not. What follows from it is not told: work that piles up, late deliveries and slow answers."
    )
    limits = (SILENCE,)
    mutes = ("scheduler_stalled", "queue_backlog", "lateness", "agent_slow")
    runbook = "the-scheduler-has-stalled"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding while it lasts, or was so a moment ago."""
        longest = timedelta(minutes=facts.limit(self.name, SILENCE))
        beat = facts.scheduler_beat_at
        if beat is not None and facts.scheduler_expected and silence(facts.now, beat) > longest:
            return [_finding(beat, None, silence(facts.now, beat))]
        gaps = [(each.since, each.until, silence(each.until or facts.now, each.since)) for each in facts.gaps]
        return [_finding(*each) for each in gaps[-1:] if each[2] > longest]


def _finding(since: datetime, until: datetime | None, quiet: timedelta) -> Finding:
    moment = f"{since:%Y-%m-%d %H:%M:%S}"
    if until is None:
        summary = f"The system has been down for {in_words(quiet)}."
        detail = f"The last sign of life of the engine was at {moment} UTC. Start the agency again, or look at its log."
    else:
        summary = f"The system was down for {in_words(quiet)}."
        detail = (
            f"From {moment} to {until:%Y-%m-%d %H:%M:%S} UTC the engine gave no sign of life. It runs again; what became due "
            "meanwhile is published late, or listed as missed."
        )
    values = {"seconds": quiet.total_seconds()}
    return Finding(subject="engine", summary=summary, detail=detail, link="/operations", values=values)


RULE = SystemDown()
