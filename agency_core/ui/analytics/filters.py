"""The row of filters above the figures, and what they mean in words."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.content import CONTENT_TYPE_LABELS
from agency_core.domain.numbers import PostFilter
from agency_core.domain.paging import Page
from agency_core.domain.platform import LABELS
from agency_core.ui import context, kit
from agency_core.ui.analytics.period import AGAINST, AGAINSTS, View, against_of, dates, pick_period

PLATFORM, AGENT, TYPE = "analytics_platform", "analytics_agent", "analytics_type"
TOPIC, HASHTAG, CAMPAIGN = "analytics_topic", "analytics_hashtag", "analytics_campaign"
PARAMS = (PLATFORM, AGENT, TYPE, TOPIC, HASHTAG, CAMPAIGN)
"""The filters of posts; those of days are in `period`."""
_PLATFORMS = {one.value: label for one, label in LABELS.items()}
_TYPES = {one.value: label for one, label in CONTENT_TYPE_LABELS.items()}
_MORE = {TOPIC: ("topic", "All topics"), HASHTAG: ("hashtag", "All hashtags"), CAMPAIGN: ("campaign", "All campaigns")}


def filters(client: ClientView) -> View:
    """Draw the filters; what they choose."""
    agents = context.agency().agents.list(context.actor(), client_id=client.id, page=Page(limit=200)).items
    names = {one.id: one.name for one in agents}
    today = context.now().astimezone(context.zone()).date()
    with st.grid(6, min_column_width=150, key="analytics_filters"):
        first, last = pick_period(today)
        against = kit.choose("Comparison", AGAINSTS, param_name=AGAINST, kind="select", default="before")
        platform = _pick("Platform", "All platforms", _PLATFORMS, PLATFORM)
        agent = _pick("Agent", "All creators", names, AGENT)
        kind = _pick("Content type", "All content types", _TYPES, TYPE)
        _more(PostFilter(client.id, first, last))
    wanted = PostFilter(
        client.id, first, last, platform, agent, kind, kit.param(TOPIC), kit.param(HASHTAG), kit.param(CAMPAIGN),
    )
    return View(client, wanted, against_of(against, wanted), _said(wanted, names))


def words(view: View) -> None:
    """Say above the figures what they are figures of."""
    zone = kit.plain(kit.zone_name(context.zone(), context.now()))
    wanted = view.wanted
    span = f"**{dates(wanted.first, wanted.last)}** ({kit.count(wanted.days, 'day')}, {zone})"
    rest = [kit.plain(one) for one in view.said] or ["all posts"]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="analytics_words"):
        st.markdown(" · ".join([span, *rest, *([view.versus] if view.versus else [])]), width="content")
        if view.said:
            st.button("Clear filters", key="analytics_clear", type="tertiary", icon=":material/filter_alt_off:",
                      on_click=kit.clear, args=PARAMS)


def _pick(label: str, every: str, options: Mapping[str, str], name: str) -> str:
    return kit.choose(label, {"": every, **options}, param_name=name, kind="select")


def _more(wanted: PostFilter) -> None:
    """Topic, hashtag and campaign: their values are read when somebody opens the list."""
    chosen = sum(1 for name in _MORE if kit.param(name))
    label = f"More filters ({chosen})" if chosen else "More filters"
    drawer = st.popover(label, key="analytics_more", on_change="rerun", icon=":material/tune:", width="stretch")
    if drawer.open:
        with drawer:
            for name, (kind, every) in _MORE.items():
                known = context.agency().numbers.values(context.actor(), wanted=wanted, kind=kind)
                values = {one: one for one in (*known, kit.param(name)) if one}
                _pick(kind.capitalize(), every, values, name)


def _said(wanted: PostFilter, names: Mapping[str, str]) -> tuple[str, ...]:
    parts = (
        kit.palette.label(wanted.platform), names.get(wanted.agent_id, wanted.agent_id),
        _TYPES.get(wanted.content_type, wanted.content_type),
        wanted.topic and f"topic {wanted.topic}", wanted.hashtag and f"#{wanted.hashtag.removeprefix('#')}",
        wanted.campaign and f"campaign {wanted.campaign}",
    )
    return tuple(part for part in parts if part)
