"""Counters: how much of a platform's room a text takes, in that platform's own unit."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from agency_core.domain.preview import Words
from agency_core.ui import kit

NEAR = 0.9
"""From this share of the room on a counter says that it is getting tight."""
Tone = Literal["gray", "orange", "red"]


def tone(words: Words) -> Tone:
    """Grey while there is room, orange when it gets tight, red when it is too much."""
    if words.over:
        return "red"
    return "orange" if words.share >= NEAR else "gray"


def counter(words: Words, label: str = "") -> str:
    """A counter in Markdown: `212 of 3,000 characters`; coloured and in words when it is tight or over."""
    text = f"{label} {kit.number(words.length)} of {kit.number(words.limit)} {kit.plain(words.unit)}".strip()
    if words.over:
        return f":red[:material/error: {text}, {kit.number(words.over)} too many]"
    if words.share >= NEAR:
        return f":orange[:material/warning: {text}, {kit.number(words.limit - words.length)} left]"
    return f":gray[{text}]"


def short_counter(words: Words, label: str) -> str:
    """The same without its unit, for a row of many."""
    text = f"{label} {kit.number(words.length)} of {kit.number(words.limit)}"
    return f":{tone(words)}[{text}]" if tone(words) != "gray" else text


def gauge(words: Words) -> None:
    """A counter above a bar that fills."""
    st.progress(words.share, text=counter(words))
