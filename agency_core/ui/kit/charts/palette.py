"""Colours of charts, from the theme; a platform has the same colour in every chart."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.platform import LABELS, Platform

_ORDER = tuple(Platform)
MARKS = ("circle", "square", "diamond", "cross", "triangle-up", "star", "triangle-down", "pentagon", "hexagon")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash", "dot")
"""Shapes and dashes beside the colours, so that nobody needs to tell colours apart."""
_FALLBACK = ("#1F5FD6", "#D9730D", "#0B7A4B", "#8A4FD0", "#C62836", "#0E8FA3", "#8A6100", "#5B6472")


def palette() -> tuple[str, ...]:
    """The categorical colours of the theme that the person sees, light or dark."""
    shade = "dark" if st.context.theme.type == "dark" else "light"
    return tuple(st.get_option(f"theme.{shade}.chartCategoricalColors") or _FALLBACK)


def ramp() -> tuple[str, ...]:
    """The sequential colours of the theme, from little to much."""
    shade = "dark" if st.context.theme.type == "dark" else "light"
    return tuple(st.get_option(f"theme.{shade}.chartSequentialColors") or _FALLBACK[:2])


def place(platform: str) -> int:
    """The fixed place of a platform in palette, marks and dashes."""
    return next((place for place, one in enumerate(_ORDER) if one == platform), 0)


def colour(platform: str, colours: tuple[str, ...]) -> str:
    """The colour of a platform."""
    return colours[place(platform) % len(colours)]


def label(platform: str) -> str:
    """The name of a platform as people write it."""
    return next((text for one, text in LABELS.items() if one == platform), platform)
