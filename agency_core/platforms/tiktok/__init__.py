"""TikTok: videos by file and photos by address, over version 2 of the Content Posting interface."""

from agency_core.platforms.base import Connector
from agency_core.platforms.tiktok.connector import TikTok

CONNECTOR: Connector = TikTok()

__all__ = ["CONNECTOR"]
