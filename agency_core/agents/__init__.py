"""One voice a persona, and the table of them. Agents get a brief and return a proposal: data in, data out."""

from agency_core.agents.base import Facts, Persona, Proposal, Request
from agency_core.registry import Registry

PERSONAS: Registry[Persona] = Registry(
    "persona",
    {
        "strategic_storyteller": "agency_core.agents.strategic_storyteller:PERSONA",
        "creative_catalyst": "agency_core.agents.creative_catalyst:PERSONA",
        "community_builder": "agency_core.agents.community_builder:PERSONA",
        "data_decoder": "agency_core.agents.data_decoder:PERSONA",
        "platform_architect": "agency_core.agents.platform_architect:PERSONA",
    },
)

__all__ = ["PERSONAS", "Facts", "Persona", "Proposal", "Request"]
