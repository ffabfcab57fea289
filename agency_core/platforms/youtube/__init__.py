"""YouTube: videos and Shorts by resumable upload, over version 3 of the Data interface."""

from agency_core.platforms.base import Connector
from agency_core.platforms.youtube.connector import YouTube

CONNECTOR: Connector = YouTube()

__all__ = ["CONNECTOR"]
