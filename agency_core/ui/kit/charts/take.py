"""Taking a chart along: as a picture, made in the browser, and as a link to the very view."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_TAKE = st.components.v2.component(
    "agency_take_chart",
    html='<div class="take"><button class="png" type="button"><i aria-hidden="true">image</i>PNG</button>'
         '<button class="link" type="button"><i aria-hidden="true">link</i><span>Copy link</span></button>'
         '<span class="said" role="status" aria-live="polite"></span></div>',
    css=(_HERE / "take.css").read_text(encoding="utf-8"),
    js=(_HERE / "take.js").read_text(encoding="utf-8"),
)


def take(chart: str, *, name: str, link: str, picture: bool = True) -> None:
    """Two buttons: download the chart as `<name>.png`, and copy the address of the page with the query `link`.

    Args:
        chart: the key of the chart.
        name: of the file, without ending.
        link: the query string that shows this view again.
        picture: whether there is a chart to take a picture of.
    """
    _TAKE(key=f"{chart}_take", data={"chart": chart, "name": name, "link": link, "picture": picture}, height="content")
