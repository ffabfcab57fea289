"""Posts one by one: the best and the weakest with their preview, and all of them as points."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from agency_core.domain.numbers import PostNumbers
from agency_core.ui import context, kit
from agency_core.ui.analytics.exhibit import Exhibit, stated, tabled, taken
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.series import hundred
from agency_core.ui.kit.charts import grammar

ORDER = "analytics_order"
_ORDER = {"best": "Best", "worst": "Weakest"}
_CARDS, _LISTED, _DRAWN = 3, 20, 200
_LONGEST = 140


def ends(view: View) -> None:
    """The posts with the most or the fewest interactions: three as cards, twenty as a table."""
    st.subheader("Posts", anchor=False)
    order = kit.choose("Order", _ORDER, param_name=ORDER, default="best")
    found = context.agency().numbers.top_posts(
        context.actor(), wanted=view.wanted, limit=_LISTED, worst=order == "worst",
    )
    if kit.nothing_to_draw(len(found), 1, "counted posts"):
        return
    with st.grid(_CARDS, min_column_width=240, key="analytics_cards"):
        for post in found[:_CARDS]:
            _card(post)
    shown = Exhibit(
        key="analytics_posts", name=f"{order}-posts", rows=post_rows(found), columns=_columns(),
        alt=f"Posts with the {'most' if order == 'best' else 'fewest'} interactions",
    )
    tabled(shown)
    taken(view, shown, picture=False)


def _card(post: PostNumbers) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        at = kit.absolute(post.published_at, context.zone(), context.now())
        st.caption(f"{kit.palette.label(post.platform)} · {at}")
        st.markdown(kit.plain(post.text, _LONGEST) or ":gray[No text]")
        figures = (f"**{kit.compact(post.interactions)}** interactions", f"{kit.percent(post.rate, 2)} rate", _seen(post))
        st.markdown(" · ".join(part for part in figures if part))
        with st.container(horizontal=True):
            if post.url.startswith("https://"):
                st.link_button("Open", post.url, icon=":material/open_in_new:", type="tertiary")
            if post.content_id:
                kit.go("studio", "Content", icon=":material/edit_note:", content=post.content_id)


def _seen(post: PostNumbers) -> str:
    return next(
        (f"{kit.compact(value)} {name}" for name in ("views", "impressions", "reach") if (value := getattr(post, name))), "",
    )


def points(view: View, metric: str, _by: str) -> None:
    """Each post as a point: how often it was seen against how well it did."""
    found = context.agency().numbers.top_posts(context.actor(), wanted=view.wanted, limit=_DRAWN)
    known = [one for one in found if getattr(one, metric) and one.rate is not None]
    st.caption(f"Up to {_DRAWN} posts with the most interactions. Right is seen more, up is liked more.")
    stated(view, grammar.posts(found, metric, kit.palette.palette()), Exhibit(
        key="analytics_points", name=f"posts-by-{metric}", alt=f"Posts by {metric} and engagement rate", points=len(known),
        noun=f"posts with {metric} and a rate", rows=post_rows(found), columns=_columns(),
        remedy=f"These posts have no {metric}: choose the other metric, or a longer period.",
    ))


def post_rows(posts: Iterable[PostNumbers]) -> list[dict[str, object]]:
    """Posts as rows."""
    return [
        {
            "Published": kit.absolute(post.published_at, context.zone(), context.now()), "Post": post.text[:_LONGEST],
            "Platform": kit.palette.label(post.platform), "Interactions": post.interactions, "Rate %": hundred(post.rate),
            "Views": post.views, "Impressions": post.impressions, "Reach": post.reach, "Likes": post.likes,
            "Comments": post.comments, "Shares": post.shares, "Link": post.url or None,
        }
        for post in posts
    ]


def _columns() -> dict[str, object]:
    return {
        "Post": st.column_config.Column(width=260),
        "Link": st.column_config.LinkColumn("Link", display_text="Open", validate="^https://"),
    }
