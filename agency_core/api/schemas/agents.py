"""What requests say of agents."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from agency_core.api.schemas.words import Line, OptionalWord, Platforms, Word, Words, once
from agency_core.domain.agent import AgentStatus, Frequency, NewAgent, Persona, Tier
from agency_core.domain.content import ContentType

ContentTypes = Annotated[tuple[ContentType, ...], Field(min_length=1, max_length=20), AfterValidator(once)]


class AgentRegistration(Words):
    """A worker that registers. `tier`: 1 executive orchestrator, 2 domain lead, 3 specialist."""

    id: Word
    name: Line
    persona: Persona
    primary_platforms: Platforms
    content_types: ContentTypes
    posting_frequency: Frequency
    tier: Tier = Tier.SPECIALIST
    client_id: OptionalWord = ""

    def new(self) -> NewAgent:
        """The registration in the agency's words."""
        return NewAgent(
            self.id, self.name, self.persona, self.primary_platforms, self.content_types, self.posting_frequency,
            self.tier, self.client_id,
        )


class StatusWish(Words):
    """Whether an agent takes work."""

    status: AgentStatus
