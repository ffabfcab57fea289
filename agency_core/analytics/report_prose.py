"""What a report says in sentences: what there was, what changed, what the figures offer as reasons, and what they cannot tell.

Every reason names its evidence. Nothing here claims a cause: figures of two periods can only say what changed together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from agency_core.analytics.report_reasons import ENOUGH, reasons
from agency_core.analytics.report_words import (
    ABOUT_AS_BEFORE,
    change,
    change_words,
    count,
    listed,
    number,
    percent,
    short_day,
)

Json = Mapping[str, Any]
FEW = 5
"""Posts of a platform below which its rate is not judged."""


def told(found: Json) -> dict[str, Any]:
    """The words of a report: `summary`, `changes`, `whys` (with their `basis`) and `limits`."""
    return {
        "summary": list(_summary(found)), "changes": list(_changes(found)), "whys": list(reasons(found)),
        "limits": list(_limits(found)),
    }


def _summary(found: Json) -> Iterator[str]:
    now = found["totals"]["now"]
    if not now["posts"]:
        yield f"No post of {found['client']['name']} was published in this period, so there are no figures of posts to report."
        yield from _delivered(found)
        return
    names = [f"{each['label']} ({number(each['posts'])})" for each in found["platforms"]]
    yield f"{count(now['posts'], 'post')} went out: {listed(names)}."
    if now["interactions"] is None:
        yield "None of them has been counted yet."
    else:
        yield _gathered(found)
    yield from _against_targets(found)
    yield from _delivered(found)


def _gathered(found: Json) -> str:
    now = found["totals"]["now"]
    seen = [f"{number(now[name])} {name}" for name in ("views", "impressions") if now[name] is not None]
    told = f" The networks that count them report {listed(seen)}." if seen else ""
    counted = len(found["counted"]["now"])
    note = "" if counted == now["posts"] else f" ({number(counted)} of {number(now['posts'])} posts are counted)"
    return f"They gathered {count(now['interactions'], 'interaction')}{note}.{told}"


def _against_targets(found: Json) -> Iterator[str]:
    for each in found["platforms"]:
        if each["rate"] is None or each["low"] is None:
            continue
        aim = f"{percent(each['low'], 0)} to {percent(each['high'], 0)}"
        if each["posts"] < FEW:
            yield f"{each['label']}: {count(each['posts'], 'post')} are too few to judge its rate against the aim of {aim}."
            continue
        where = "below" if each["rate"] < each["low"] else "above" if each["rate"] > each["high"] else "within"
        yield f"{each['label']} reached an engagement rate of {percent(each['rate'])}, {where} the aim of {aim}."


def _delivered(found: Json) -> Iterator[str]:
    counts = found["deliveries"]["counts"]
    if not counts["total"]:
        return
    late, lost = found["deliveries"]["late"], counts["failed"] + counts["missed"] + counts["unconfirmed"]
    if not lost and not late and counts["delivered"]:
        yield f"All {number(counts['delivered'])} deliveries that were due went out on time."
        return
    parts = [f"{number(counts['delivered'])} of {count(counts['total'], 'delivery', 'deliveries')} went out"]
    parts += [f"{number(late)} of them late"] if late else []
    parts += [f"{number(counts[state])} {state}" for state in ("failed", "missed", "unconfirmed") if counts[state]]
    yield f"{listed(parts)}."


def _changes(found: Json) -> Iterator[str]:
    now, before = found["totals"]["now"], found["totals"]["before"]
    span = f"the {count(found['days'], 'day')} before ({_span(found['before'])})"
    if now["posts"] and not before["posts"]:
        yield f"Not enough data to compare: there is no published post in {span}."
        return
    if not now["posts"]:
        return
    yield f"Compared with {span}:"
    yield f"Posts: {number(now['posts'])} after {number(before['posts'])}."
    for name in ("interactions", "views", "impressions"):
        by = change(now[name], before[name])
        if by is None:
            continue
        few = min(len(found["counted"][when]) for when in ("now", "before")) < ENOUGH
        words = "about as before" if abs(by) < ABOUT_AS_BEFORE else change_words(by)
        hedge = ", on too few posts to call it a trend" if few else ""
        yield f"{name.capitalize()}: {number(now[name])} after {number(before[name])} ({words}{hedge})."
    yield from _rates(found)


def _rates(found: Json) -> Iterator[str]:
    for each in found["platforms"]:
        if each["rate"] is None or each["rate_before"] is None:
            continue
        if min(each["posts"], each["posts_before"]) < FEW:
            yield (
                f"{each['label']}: the rate was {percent(each['rate'])} after {percent(each['rate_before'])}; with "
                f"{number(each['posts'])} and {number(each['posts_before'])} posts that is not enough data to compare."
            )
        else:
            points = (each["rate"] - each["rate_before"]) * 100
            words = "unchanged" if abs(points) < 0.05 else f"{abs(points):.1f} points {'more' if points > 0 else 'less'}"
            yield f"{each['label']}: a rate of {percent(each['rate'])} after {percent(each['rate_before'])}, {words}."


def _limits(found: Json) -> Iterator[str]:
    had = bool(found["totals"]["before"]["posts"])
    if not found["is_over"]:
        yield "The period is not over: every figure will still grow."
    if found["young"]:
        yield (
            f"{count(found['young'], 'post was', 'posts were')} less than a week old when this report was made: more may come."
            + (" Those of the period before had more time: a comparison is unfair to this period." if had else "")
        )
    uncounted = found["totals"]["now"]["posts"] - len(found["counted"]["now"])
    if uncounted > 0:
        yield f"{count(uncounted, 'post has', 'posts have')} no figures yet, which is not the same as zero."
    if found["client"]["demo"]:
        yield "This is the demo client: its figures are made up."
    yield "Figures of two periods show what changed together, not what caused it. Only an experiment could."


def _span(period: Json) -> str:
    first, last = date.fromisoformat(period["first"]), date.fromisoformat(period["last"])
    return f"{short_day(first)} to {short_day(last)} {last.year}"
