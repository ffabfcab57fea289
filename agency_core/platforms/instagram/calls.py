"""Instagram's part of the Graph interface."""

from __future__ import annotations

from agency_core.platforms.graph.calls import Graph
from agency_core.platforms.instagram.errors import REFUSALS
from agency_core.platforms.instagram.facts import VERSION

GRAPH = Graph(VERSION, REFUSALS)
