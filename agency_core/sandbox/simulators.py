"""The table of simulators: one folder and one line each."""

from __future__ import annotations

from agency_core.registry import Registry
from agency_core.sandbox.exchange import Simulator

SIMULATORS: Registry[Simulator] = Registry(
    "simulator",
    {
        "linkedin": "agency_core.sandbox.linkedin:SIMULATOR",
        "instagram": "agency_core.sandbox.instagram:SIMULATOR",
        "facebook": "agency_core.sandbox.facebook:SIMULATOR",
        "threads": "agency_core.sandbox.threads:SIMULATOR",
        "bluesky": "agency_core.sandbox.bluesky:SIMULATOR",
        "mastodon": "agency_core.sandbox.mastodon:SIMULATOR",
        "youtube": "agency_core.sandbox.youtube:SIMULATOR",
        "x": "agency_core.sandbox.x:SIMULATOR",
        "tiktok": "agency_core.sandbox.tiktok:SIMULATOR",
    },
)
