"""The formats that can be imported, one file each, and the table of them."""

from agency_core.analytics.importers.base import Importer, RowReader
from agency_core.registry import Registry

IMPORTERS: Registry[Importer] = Registry(
    "importer",
    {
        "x_posts": "agency_core.analytics.importers.x_posts:IMPORTER",
        "x_tweets": "agency_core.analytics.importers.x_tweets:IMPORTER",
        "youtube": "agency_core.analytics.importers.youtube:IMPORTER",
        "facebook": "agency_core.analytics.importers.facebook:IMPORTER",
        "instagram": "agency_core.analytics.importers.instagram:IMPORTER",
        "tiktok": "agency_core.analytics.importers.tiktok:IMPORTER",
        "linkedin": "agency_core.analytics.importers.linkedin:IMPORTER",
        "linkedin_top": "agency_core.analytics.importers.linkedin_top:IMPORTER",
        "publer": "agency_core.analytics.importers.publer:IMPORTER",
    },
)

__all__ = ["IMPORTERS", "Importer", "RowReader"]
