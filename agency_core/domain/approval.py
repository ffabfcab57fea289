"""Approvals: who said yes or no to exactly which words, at which step; and the links by which a client answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from agency_core.domain.terms import Step

REVIEW_FOR = timedelta(days=14)
MOST_DAYS = 90
REMIND_AFTER = timedelta(days=1)
"""So long something waits for the client, and a link is old, before the client is reminded."""
SHORT = 12
"""So many characters of a hash are shown to people."""


class Verdict(StrEnum):
    """What was said; `void`: it counts no more, as the content was changed."""

    APPROVED = "approved"
    CHANGES = "changes"
    VOID = "void"


@dataclass(frozen=True)
class ApprovalView:
    """A verdict. `words` is the hash of exactly what it was given for."""

    id: str
    client_id: str
    content_id: str
    step: str
    verdict: str
    words: str
    by: str
    why: str
    at: datetime


@dataclass(frozen=True)
class ReviewLinkView:
    """A link for the client, without its token. `content_id` is empty when it shows all that waits."""

    id: str
    client_id: str
    content_id: str
    email: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class MadeReviewLink:
    """A new link, shown this once; `problem` says why no mail went out, and is empty when one did or none was wanted."""

    view: ReviewLinkView
    link: str = field(repr=False)
    problem: str = ""


def given(verdicts: Sequence[ApprovalView], words: str) -> frozenset[Step]:
    """The steps that approved exactly these words since the last time that somebody wanted a change.

    Args:
        verdicts: all of one content, oldest first.
        words: the hash of what stands there now.
    """
    found = set()
    for each in reversed(verdicts):
        if each.verdict != Verdict.APPROVED:
            break
        if each.words == words:
            found.add(Step(each.step))
    return frozenset(found)


def missing(steps: Iterable[Step], found: frozenset[Step]) -> tuple[Step, ...]:
    """The steps whose verdict is still wanted, in their order."""
    return tuple(step for step in steps if step not in found)
