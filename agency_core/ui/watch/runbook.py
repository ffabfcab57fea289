"""What to do: the part of the operations manual that belongs to a rule, as it ships with the product."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "operations.md"
_HEADING = re.compile(r"^(#{2,4}) (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def anchor(heading: str) -> str:
    """The address of a heading within its page: `An agent does not respond` becomes `an-agent-does-not-respond`."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@cache
def steps(wanted: str) -> tuple[str, str]:
    """Heading and text of the part of the manual at an anchor; both empty where there is none (or no manual)."""
    if not wanted or not MANUAL.is_file():
        return "", ""
    text = MANUAL.read_text(encoding="utf-8")
    found = list(_HEADING.finditer(text))
    for one, following in zip(found, [*found[1:], None], strict=True):
        if anchor(one[2]) == wanted:
            body = text[one.end():following.start() if following else len(text)]
            return one[2], _LINK.sub(r"\1", body).strip()  # links lead within the manual, not within the desk
    return "", ""


def what_to_do(wanted: str) -> None:
    """Draw the part of the manual at an anchor; nothing where there is none."""
    heading, body = steps(wanted)
    if body:
        with st.expander(f"What to do: {heading}", icon=":material/menu_book:", key="alert_runbook", expanded=True):
            st.markdown(body)
            st.caption(f"From docs/operations.md, under “{heading}”")
