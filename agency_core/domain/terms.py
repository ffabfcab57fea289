"""What is agreed with a client: who approves its content, and how long what is old is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from agency_core.domain.retention import BY_NAME, MOST_DAYS
from agency_core.errors import Invalid


class Step(StrEnum):
    """Who approves: first the agency, then the client itself."""

    INTERNAL = "internal"
    CLIENT = "client"


OF_A_CLIENT = ("history", "notifications", "alerts")
"""Kinds of old things that a client may want gone sooner than the agency's plan says."""


@dataclass(frozen=True)
class ClientTerms:
    """`steps` in their order; `retention`: days by kind, of those that the client wants gone sooner."""

    steps: tuple[Step, ...] = (Step.INTERNAL,)
    retention: Mapping[str, int] = field(default_factory=dict)


def terms_from(steps: Iterable[str], retention: Mapping[str, Any]) -> ClientTerms:
    """Terms as they were stored; what was never said is as usual."""
    said = tuple(Step(each) for each in steps)
    return ClientTerms(said or (Step.INTERNAL,), {kind: int(days) for kind, days in retention.items() if kind in OF_A_CLIENT})


def checked_terms(terms: ClientTerms) -> ClientTerms:
    """The same, with its steps in order.

    Raises:
        Invalid: nobody of the agency approves, or a kind is kept for less than its fewest days.
    """
    if Step.INTERNAL not in terms.steps:
        raise Invalid("Somebody of the agency has to approve first.", field="steps", remedy="Use internal, or both.")
    for kind, days in terms.retention.items():
        if kind not in OF_A_CLIENT:
            raise Invalid(f"{kind[:80]!r} is not kept by client.", field="retention", remedy=f"Use {', '.join(OF_A_CLIENT)}.")
        if days and not BY_NAME[kind].least <= days <= MOST_DAYS:
            remedy = f"Use {BY_NAME[kind].least} to {MOST_DAYS} days, or 0 for the agency's plan."
            raise Invalid(f"{BY_NAME[kind].label}: the days are out of range.", field=kind, remedy=remedy)
    steps = tuple(step for step in Step if step in terms.steps)
    return ClientTerms(steps, {kind: days for kind, days in terms.retention.items() if days})
