"""Threads: containers that become posts and replies, through its part of the Graph interface."""

from agency_core.platforms.base import Connector
from agency_core.platforms.threads.connector import Threads

CONNECTOR: Connector = Threads()

__all__ = ["CONNECTOR"]
