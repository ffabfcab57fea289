"""What requests say of the audit trail."""

from __future__ import annotations

from enum import StrEnum

from agency_core.api.schemas.words import ClientQuery, Day, OptionalWord
from agency_core.domain.audit import AuditFilter


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


class AuditChoice(ClientQuery):
    """Which entries are wanted; `day` is one of UTC."""

    actor: OptionalWord = ""
    action: OptionalWord = ""
    noun: OptionalWord = ""
    subject_id: OptionalWord = ""
    outcome: Outcome | None = None
    day: Day | None = None

    def filter(self) -> AuditFilter:
        """The choice in the agency's words."""
        return AuditFilter(
            self.actor, self.action, self.noun, self.subject_id, self.client_id, self.outcome or "", self.day
        )
