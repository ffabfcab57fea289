"""X: posts and threads through version 2 of its interface."""

from agency_core.platforms.base import Connector
from agency_core.platforms.x.connector import X

CONNECTOR: Connector = X()

__all__ = ["CONNECTOR"]
