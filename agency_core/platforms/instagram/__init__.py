"""Instagram: containers that become posts, through the Graph interface."""

from agency_core.platforms.base import Connector
from agency_core.platforms.instagram.connector import Instagram

CONNECTOR: Connector = Instagram()

__all__ = ["CONNECTOR"]
