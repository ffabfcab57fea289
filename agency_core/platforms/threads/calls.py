"""Threads' part of the Graph interface."""

from __future__ import annotations

from agency_core.platforms.graph.calls import Graph
from agency_core.platforms.threads.errors import REFUSALS
from agency_core.platforms.threads.facts import VERSION

GRAPH = Graph(VERSION, REFUSALS)
