"""LinkedIn: the Posts API of the versioned marketing REST interface, for people and for organizations."""

from agency_core.platforms.base import Connector
from agency_core.platforms.linkedin.connector import LinkedIn

CONNECTOR: Connector = LinkedIn()

__all__ = ["CONNECTOR"]
