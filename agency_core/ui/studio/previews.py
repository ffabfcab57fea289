"""The right side of the Studio: how the sheet comes out on each platform."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from agency_core.domain.platform import LABELS, FollowUp, Network, Platform
from agency_core.domain.preview import LinkPlace, Preview
from agency_core.ui import kit
from agency_core.ui.studio.counters import counter, gauge
from agency_core.ui.studio.desk import Desk
from agency_core.ui.studio.follow_ups import becomes
from agency_core.ui.studio.per_platform import choice_words
from agency_core.ui.studio.said import said
from agency_core.ui.studio.sheet import Sheet
from agency_core.ui.studio.thumbnails import thumbnails

FOLDS = {
    Platform.LINKEDIN: 210, Platform.INSTAGRAM: 125, Platform.FACEBOOK: 480, Platform.YOUTUBE: 110, Platform.TIKTOK: 100,
    Platform.X: 280,
}
"""About how many characters a network shows before its `more`; it differs by device."""
_TITLED = frozenset({Platform.YOUTUBE})


def previews(desk: Desk, sheet: Sheet, looks: Mapping[str, Preview]) -> None:
    """One card a platform."""
    for name in sheet.platforms:
        with st.container(border=True, key=f"studio_preview_{name}"):
            _head(desk, name)
            look = looks.get(name)
            if look is None:
                st.markdown(said(sheet.text_for(name)))
            elif not look.kind:
                st.caption(":orange[:material/block: Nothing goes out here]: it does not carry this kind.")
            else:
                _body(desk, sheet, look)


def _head(desk: Desk, name: str) -> None:
    reach, label = desk.reach[name], LABELS[Platform(name)]
    with kit.spread():
        st.markdown(f"**{label}** :gray[as {kit.plain(desk.names[name])}]", width="content")
        if not reach.can_publish:
            kit.badge("reach", "no")
        else:
            st.badge("Sandbox" if reach.network == Network.SANDBOX else "Live", color="gray")


def _body(desk: Desk, sheet: Sheet, look: Preview) -> None:
    if look.platform in _TITLED and sheet.title:
        st.markdown(f"**{kit.plain(sheet.title)}**")
    _words(look)
    if sheet.media:
        thumbnails(desk.client.id, sheet.media)
    elif look.drawn:
        _box(":material/wallpaper:", sheet.title, "drawn as a picture")
    if look.link is LinkPlace.CARD:
        _box(":material/link:", sheet.title, urlsplit(sheet.link).netloc)
    elif sheet.link and look.link is LinkPlace.NONE and sheet.link not in look.words.text:
        st.caption(":orange[:material/link_off: The link is not shown here.]")
    gauge(look.words)
    _parts(look)
    _choices(desk, look)


def _words(look: Preview) -> None:
    text, fold = look.words.text, FOLDS.get(Platform(look.platform), 0)
    if not text.strip():
        st.caption("Nothing written yet.")
        return
    if not fold or len(text) <= fold:
        st.markdown(said(text))
        return
    st.markdown(f"{said(_folded(text, fold))} :gray[…more]")
    with st.popover(f"Folded after about {fold} characters", type="tertiary", key=f"studio_unfold_{look.platform}"):
        st.markdown(said(text))


def _folded(text: str, fold: int) -> str:
    """The words before the fold; none is cut through."""
    head = text[: fold + 1].rsplit(maxsplit=1)[0] if not text[fold].isspace() else text[:fold]
    return head.rstrip()


def _box(icon: str, title: str, below: str) -> None:
    with st.container(border=True):
        st.markdown(f"{icon} **{kit.plain(title, 90) or 'No title yet'}**  \n:gray[{kit.plain(below, 80)}]")


def _parts(look: Preview) -> None:
    count = len(look.parts) + 1
    for place, part in enumerate(look.parts, 1):
        name = f"{place + 1} of {count}" if look.follows is FollowUp.THREAD else becomes(look.follows, place)
        with st.container(border=True, key=f"studio_part_{look.platform}_{place}"):
            st.caption(f":material/subdirectory_arrow_right: {name} · {counter(part)}")
            st.markdown(said(part.text))


def _choices(desk: Desk, look: Preview) -> None:
    options = desk.can[look.platform].options
    if options:
        chosen = [f"{one.label}: {choice_words(look.options[one.name])}" for one in options]
        st.caption(kit.plain(" · ".join(chosen)))
