"""Facebook: posts, photos, videos and reels of a Page, through the Graph interface."""

from agency_core.platforms.base import Connector
from agency_core.platforms.facebook.connector import Facebook

CONNECTOR: Connector = Facebook()

__all__ = ["CONNECTOR"]
