"""Nobody drives the clock."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.facts import Facts
from agency_core.domain.health import in_words, silence
from agency_core.domain.operations import STALLED_AFTER
from agency_core.domain.rule import Finding, Limit, Severity

SILENCE = Limit("silence", "Silence of the engine", STALLED_AFTER.total_seconds(), "seconds", least=10, most=3600)


class SchedulerStalled:
    """The engine gave no sign of life for longer than it may."""

    name = "scheduler_stalled"
    label = "Scheduler stalled"
    severity = Severity.WARNING
    hold = timedelta(0)
    explains = (
        f"The engine gave no sign of life for more than {in_words(STALLED_AFTER)}. "
        "Nothing is published, measured or answered until it runs again. After 5 minutes the system is down, which is critical."
    )
    limits = (SILENCE,)
    mutes = ("queue_backlog", "lateness", "agent_slow")
    runbook = "the-scheduler-has-stalled"

    def check(self, facts: Facts) -> list[Finding]:
        """One finding while an engine that ran before is silent; an installation that never ran one is new, not stalled."""
        beat = facts.scheduler_beat_at
        longest = timedelta(seconds=facts.limit(self.name, SILENCE))
        if beat is None or not facts.scheduler_expected or silence(facts.now, beat) <= longest:
            return []
        quiet = silence(facts.now, beat)
        return [
            Finding(
                subject="engine",
                summary="The scheduler stands still.",
                detail=(
                    f"Its last sign of life was {in_words(quiet)} ago, at {beat:%Y-%m-%d %H:%M:%S} UTC. "
                    "Start the agency again, or look at the log of the worker process."
                ),
                link="/operations",
                values={"seconds": quiet.total_seconds()},
            )
        ]


RULE = SchedulerStalled()
