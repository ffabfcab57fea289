"""Rows of elements side by side."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def spread(key: str | None = None) -> DeltaGenerator:
    """A row whose elements stand at both ends: words left, actions right. Wraps on a narrow screen."""
    return st.container(
        key=key, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small",
    )


def toolbar(key: str | None = None) -> DeltaGenerator:
    """A row of filters or buttons, from the left."""
    return st.container(key=key, horizontal=True, vertical_alignment="center", gap="small")
