"""The pages at the door, drawn by the server: they need no script and nothing from anywhere else."""

from __future__ import annotations

from agency_core.api.pages.routes import PUBLIC_PATHS, door_routes

__all__ = ["PUBLIC_PATHS", "door_routes"]
