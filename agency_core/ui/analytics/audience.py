"""Audience: how many follow, how that grew, where the counts come from, and bringing more of them."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from agency_core.domain.audience import FollowerSource, Following, Growth
from agency_core.domain.numbers import PostFilter
from agency_core.domain.permission import Verb
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit
from agency_core.ui.analytics.count_import import count_import
from agency_core.ui.analytics.exhibit import Exhibit, plotted
from agency_core.ui.analytics.period import View
from agency_core.ui.analytics.series import hundred
from agency_core.ui.kit.charts import following as charts

MOST_CARDS = 8
SHOW = "analytics_audience_show"
_SHOW = {"total": "Followers", "gained": "Gained since the first day"}


def audience(view: View) -> None:
    """Draw the followers of a period; only its days and platform count."""
    service, actor = context.agency().audience, context.actor()
    wanted = PostFilter(view.wanted.client_id, view.wanted.first, view.wanted.last, view.wanted.platform)
    st.caption("Followers belong to profiles, not to posts: of the filters, only period and platform count here.")
    found = service.history(actor, wanted=wanted)
    if found:
        growth = service.growth(actor, wanted=wanted)
        _cards(growth, found)
        _over_time(view, found)
        _table(view, growth)
    else:
        kit.empty("Nobody counted followers in this period. Below is why, account by account.", icon=":material/group:",
                  page="accounts", action="Look at the accounts")
    sources = service.sources(actor, client_id=wanted.client_id)
    _sources(sources, is_open=not found)
    _bring(wanted.client_id, sources)


def _cards(growth: tuple[Growth, ...], found: tuple[Following, ...]) -> None:
    runs = {(one.platform, one.profile): [each.followers for each in one.counts] for one in found}
    with st.grid(4, min_column_width=160, key="analytics_audience_cards"):
        for one in growth[:MOST_CARDS]:
            with st.container(border=True, height="stretch"):
                run = runs[one.platform, one.profile]
                st.metric(
                    kit.plain(_name(one, growth)), f"{one.followers:,}", _change(one.gained, one.share),
                    chart_data=run if len(run) > 1 else None, chart_type="line",
                    help=f"Counted on {one.until}" + (f", compared with {one.since}." if one.since else "."),
                )
                st.caption(_before(one))
    if len(growth) > MOST_CARDS:
        st.caption(f"{kit.count(len(growth) - MOST_CARDS, 'further profile')} in the table below.")


def _over_time(view: View, found: tuple[Following, ...]) -> None:
    st.subheader("Followers over time", anchor=False)
    show = kit.choose("Show", _SHOW, param_name=SHOW, default="total")
    lines = tuple(_line(one, found, show) for one in found)
    made_up = any(each.source == "demo" for one in found for each in one.counts)
    rows = [
        {"Day": each.day.isoformat(), "Profile": _name(one, found), "Followers": each.followers, "Said by": each.source}
        for one in found for each in one.counts
    ]
    rows.sort(key=lambda row: str(row["Day"]), reverse=True)
    unit = "followers" if show == "total" else "followers gained"
    plotted(view, charts.followers(lines, unit, kit.palette.palette()), Exhibit(
        key="analytics_followers", name="followers", points=max(len(one.counts) for one in found), noun="days with a count",
        alt="Followers of each profile by day; days that nobody counted are gaps", rows=rows,
        remedy="Each connected account is counted once a day; older days can be imported below.",
    ))
    if made_up:
        st.caption(":material/science: Demo data: these counts are made up.")


def _line(one: Following, every: tuple[Following, ...], show: str) -> charts.Line:
    base = one.counts[0].followers if show == "gained" else 0
    counts = {each.day: each.followers - base for each in one.counts}
    first, last = one.counts[0].day, one.counts[-1].day
    days = tuple(first + timedelta(days=place) for place in range((last - first).days + 1))
    return one.platform, _name(one, every), days, tuple(counts.get(day) for day in days)


def _table(view: View, growth: tuple[Growth, ...]) -> None:
    st.subheader("Growth", anchor=False)
    st.caption(
        f"{view.wanted.days} days against the {view.wanted.days} days before. A period is judged by its newest count and by the "
        "last one before it, if that is not older than a week, else by its first."
    )
    rows = [
        {
            "Profile": _name(one, growth), "Followers": one.followers, "Gained": one.gained, "%": hundred(one.share),
            "Gained before": one.before, "% before": hundred(one.share_before), "Posts": one.posts,
            "Gained per post": None if one.per_post is None else round(one.per_post, 2),
            "From": one.since.isoformat() if one.since else "too few counts", "To": one.until.isoformat(),
        }
        for one in growth
    ]
    kit.table(rows, key="analytics_growth", alt="Growth of each profile in the period and in the one before")


def _sources(sources: tuple[FollowerSource, ...], *, is_open: bool) -> None:
    with st.expander("Where the counts come from", icon=":material/database:", expanded=is_open, key="analytics_followers_from"):
        rows = [
            {
                "Account": f"{LABELS[Platform(one.platform)]} · {one.name}",
                "Last count": one.last.followers if one.last else None,
                "On": one.last.day.isoformat() if one.last else "", "Said by": one.last.source if one.last else "",
                "How": one.said,
            }
            for one in sources
        ]
        if rows:
            kit.table(rows, key="analytics_followers_sources", alt="Each account, its last count, and why there are no more")
        else:
            st.caption("No account is connected.")


def _bring(client_id: str, sources: tuple[FollowerSource, ...]) -> None:
    if not context.may(Verb.WRITE, "upload"):
        return
    with st.expander("Import followers", icon=":material/upload_file:", key="analytics_followers_bring"):
        st.caption(
            "A sheet with the columns Date and Followers, in any of the usual names, for example TikTok's FollowerHistory. "
            "Followers has to be the total of the day: sheets that tell how many came, such as LinkedIn's new followers, are "
            "refused, as totals cannot be made of them."
        )
        if not sources:
            st.caption("Connect an account first, so that the counts have a profile.")
            return
        names = kit.told_apart(
            {f"{one.platform}|{one.profile}": f"{LABELS[Platform(one.platform)]} · {one.name}" for one in sources}
        )
        chosen = st.selectbox("Profile", list(names), format_func=lambda one: names[one], key="analytics_followers_profile")
        platform, _, profile = (chosen or next(iter(names))).partition("|")
        count_import(
            "analytics_followers_import", "Sheet of followers",
            lambda file, dry: context.agency().audience.read(
                context.actor(), client_id, file, name=platform, profile=profile, is_dry_run=dry
            ),
            means=chosen or "",
        )


def _name(one: Growth | Following, every: tuple[Growth, ...] | tuple[Following, ...]) -> str:
    """The platform, with the name of the profile where the platform has several."""
    label = LABELS[Platform(one.platform)]
    return f"{label} · {one.name}" if sum(each.platform == one.platform for each in every) > 1 else label


def _change(gained: int | None, share: float | None) -> str | None:
    if gained is None:
        return None
    return f"{gained:+,}" if share is None else f"{gained:+,} ({share:+.1%})"


def _before(one: Growth) -> str:
    if one.gained is None:
        return "Too few counts to tell how it grew"
    return "Period before: not known" if one.before is None else f"Period before: {_change(one.before, one.share_before)}"
