"""Bluesky: records in the account's own repository, on whichever server of the AT Protocol it lives."""

from agency_core.platforms.base import Connector
from agency_core.platforms.bluesky.connector import Bluesky
from agency_core.platforms.bluesky.tokens import session

CONNECTOR: Connector = Bluesky()

__all__ = ["CONNECTOR", "session"]
