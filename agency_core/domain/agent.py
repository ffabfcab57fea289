"""Agents: registered workers that propose; personas, tiers and what they are good at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Persona(StrEnum):
    """A voice. Clients may add their own in a later release."""

    STRATEGIC_STORYTELLER = "strategic_storyteller"
    CREATIVE_CATALYST = "creative_catalyst"
    COMMUNITY_BUILDER = "community_builder"
    DATA_DECODER = "data_decoder"
    PLATFORM_ARCHITECT = "platform_architect"


PERSONA_LABELS = {
    Persona.STRATEGIC_STORYTELLER: "Strategic storyteller",
    Persona.CREATIVE_CATALYST: "Creative catalyst",
    Persona.COMMUNITY_BUILDER: "Community builder",
    Persona.DATA_DECODER: "Data decoder",
    Persona.PLATFORM_ARCHITECT: "Platform architecture designer",
}
CREATORS = (
    Persona.STRATEGIC_STORYTELLER,
    Persona.CREATIVE_CATALYST,
    Persona.COMMUNITY_BUILDER,
    Persona.DATA_DECODER,
)


class Tier(IntEnum):
    """Where an agent stands: it plans for all, leads a domain, or does one thing well."""

    EXECUTIVE_ORCHESTRATOR = 1
    DOMAIN_LEAD = 2
    SPECIALIST = 3


class AgentStatus(StrEnum):
    """Whether an agent takes work."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    MAINTENANCE = "maintenance"


class Frequency(StrEnum):
    """How often an agent wants to publish."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MULTIPLE_DAILY = "multiple_daily"


POSTS_PER_WEEK = {Frequency.DAILY: 7, Frequency.WEEKLY: 1, Frequency.MULTIPLE_DAILY: 21}


@dataclass(frozen=True)
class NewAgent:
    """What a registration says. `client_id` empty means the installation's own client."""

    id: str
    name: str
    persona: Persona
    primary_platforms: tuple[str, ...]
    content_types: tuple[str, ...]
    posting_frequency: Frequency
    tier: Tier = Tier.SPECIALIST
    client_id: str = ""


@dataclass(frozen=True)
class AgentView:
    """A registered agent. `uptime` is the share of its last answers that were not failures, None before the first."""

    id: str
    client_id: str
    name: str
    persona: str
    tier: int
    primary_platforms: tuple[str, ...]
    content_types: tuple[str, ...]
    posting_frequency: str
    status: str
    created_at: datetime
    last_seen_at: datetime | None
    last_failure_at: datetime | None
    last_error: str
    consecutive_failures: int
    answers: int
    failures: int

    @property
    def uptime(self) -> float | None:
        """Share of answers that were not failures, 0 to 1; None before the first."""
        total = self.answers + self.failures
        return self.answers / total if total else None


@dataclass(frozen=True)
class Workload:
    """What one agent has on its desk: counts of waiting messages, drafts, content in review, scheduled and published."""

    agent_id: str
    pending_messages: int
    drafts: int
    in_review: int
    scheduled: int
    published_7d: int
