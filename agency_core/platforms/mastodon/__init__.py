"""Mastodon, and servers that speak its interface: every account lives on a server of its own."""

from agency_core.platforms.base import Connector
from agency_core.platforms.mastodon.connector import Mastodon
from agency_core.platforms.mastodon.registration import registered

CONNECTOR: Connector = Mastodon()

__all__ = ["CONNECTOR", "registered"]
