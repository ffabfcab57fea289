"""One connector a network, and the table of them. A connector talks to its network and knows nothing of our database."""

from agency_core.platforms.base import Connector, Context
from agency_core.registry import Registry

CONNECTORS: Registry[Connector] = Registry(
    "connector",
    {
        "linkedin": "agency_core.platforms.linkedin:CONNECTOR",
        "instagram": "agency_core.platforms.instagram:CONNECTOR",
        "facebook": "agency_core.platforms.facebook:CONNECTOR",
        "threads": "agency_core.platforms.threads:CONNECTOR",
        "bluesky": "agency_core.platforms.bluesky:CONNECTOR",
        "mastodon": "agency_core.platforms.mastodon:CONNECTOR",
        "youtube": "agency_core.platforms.youtube:CONNECTOR",
        "x": "agency_core.platforms.x:CONNECTOR",
        "tiktok": "agency_core.platforms.tiktok:CONNECTOR",
    },
)

__all__ = ["CONNECTORS", "Connector", "Context"]
