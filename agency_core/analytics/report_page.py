"""A report as one HTML page that needs nothing else: no script, no address to fetch from, its style and pictures inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agency_core.analytics import report_svg, report_words
from agency_core.analytics.report_svg import Aim, Words
from agency_core.domain.metric import METRICS

Json = Mapping[str, Any]
Row = tuple[str, str, str, str, str]
TEMPLATES = Path(__file__).resolve().parents[1] / "reports"
LEAST_OF_AN_HOUR = 3
"""Posts of an hour below which it says nothing."""
_KPIS = ("views", "impressions", "interactions", "likes", "comments", "shares", "saves", "clicks")
_MEANS = {"interactions": "Likes, comments, shares and saves; on LinkedIn clicks too. What engagement rates are made of."}


def page(found: Json, logo: str) -> str:
    """The report as HTML; `logo` is a picture as a `data:` address, or empty."""
    template = _environment().get_template("report.html")
    return template.render(
        report=found, made=_made(found),
        brand=found["brand"], logo=logo, kpis=list(_kpis(found)), chart=_trend(found), aims=_aims(found),
        hours=list(_best_hours(found)), growth=list(_growth(found)), least=LEAST_OF_AN_HOUR,
        bases=[(each["label"], each["base"], ", ".join(each["parts"])) for each in found["platforms"]],
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )
    made.filters.update(
        number=report_words.number, percent=report_words.percent, change=report_words.change_words, short=report_words.short,
        signed=report_words.signed, span=report_words.span, moment=report_words.moment,
        day=lambda value: report_words.day(date.fromisoformat(value)),
        date=lambda value: report_words.short_day(date.fromisoformat(value)),
    )
    made.globals["count"] = report_words.count
    return made


def _made(found: Json) -> str:
    local = datetime.fromisoformat(found["made_at"]).astimezone(ZoneInfo(found["client"]["zone"]))
    return f"{report_words.day(local.date())}, {local:%H:%M}"


def _kpis(found: Json) -> Iterator[Row]:
    """(name, now, before, change, meaning), without those that nobody counted."""
    now, before = found["totals"]["now"], found["totals"]["before"]
    had = bool(before["posts"])

    def row(label: str, value: float | None, earlier: float | None, means: str, digits: int = 0) -> Row:
        told = earlier if had or label == "Posts" else None
        by = report_words.change(value, told)
        return label, report_words.number(value, digits), report_words.number(told, digits), report_words.change_words(by), means

    yield row("Posts", now["posts"], before["posts"], "Published in the period, on all platforms.")
    for name in _KPIS:
        if now[name] is not None or before[name] is not None:
            label = METRICS[name].label if name in METRICS else name.capitalize()
            means = METRICS[name].meaning if name in METRICS else _MEANS[name]
            yield row(label, now[name], before[name], means)
    counted, earlier = found["counted"]["now"], found["counted"]["before"]
    if counted:
        yield row(
            "Interactions per post", sum(counted) / len(counted), sum(earlier) / len(earlier) if earlier else None,
            f"Average of the {len(counted)} posts that were counted.", 1,
        )


def _trend(found: Json) -> Markup:
    series: dict[str, dict[date, float]] = {}
    for each in found["daily"]:
        if each["interactions"]:
            series.setdefault(each["platform"], {})[date.fromisoformat(each["day"])] = each["interactions"]
    if not series:
        return Markup("")
    labels = {each["key"]: each["label"] for each in found["platforms"]}
    totals = [f"{labels[key]} {report_words.number(sum(values.values()))}" for key, values in series.items()]
    words = Words("Interactions by day of publication", f"Interactions of the posts published on each day: {', '.join(totals)}.")
    first, last = date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
    return Markup(report_svg.trend(series, labels, first, last, words))  # noqa: S704 - its texts are escaped where it is made


def _aims(found: Json) -> Markup:
    entries = [
        Aim(each["label"], each["rate"], each["low"], each["high"], _aim_note(each)) for each in found["platforms"]
        if each["rate"] is not None
    ]  # fmt: skip
    if not entries:
        return Markup("")
    words = Words("Engagement rates against their aims", "; ".join(f"{each.label}: {each.note}" for each in entries) + ".")
    return Markup(report_svg.aims(entries, words, found["brand"]["colour"]))  # noqa: S704 - its texts are escaped where it is made


def _aim_note(each: Json) -> str:
    aim = f"aim {each['low'] * 100:.0f}–{each['high'] * 100:.0f} %" if each["low"] is not None else "no aim"
    return f"{report_words.percent(each['rate'])}, {aim}, {report_words.count(each['posts'], 'post')}"


def _best_hours(found: Json) -> Iterator[tuple[Json, list[Json]]]:
    """Each platform with its best hours, of those that have enough posts and did better than its average."""
    for each in found["hours"]:
        good = [cell for cell in each["cells"] if (cell["rate"] or 0) > (each["average"] or 0)]
        yield each, sorted((cell for cell in good if cell["posts"] >= LEAST_OF_AN_HOUR), key=lambda cell: -cell["rate"])[:3]


def _growth(found: Json) -> Iterator[tuple[Json, Markup]]:
    for each in found["audience"]:
        points = [(date.fromisoformat(day), value) for day, value in each["counts"]]
        tells = f"From {each['first']} on {each['from']} to {each['last']} on {each['to']}."
        words = Words(f"Followers on {each['platform']}", tells)
        drawn = report_svg.spark(points, words, found["brand"]["colour"]) if len(points) > 1 else ""
        yield each, Markup(drawn)  # noqa: S704 - its texts are escaped where it is made
