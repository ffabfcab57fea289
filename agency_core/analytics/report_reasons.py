"""The likely reasons of a change, each with the figures that it rests on; nothing where the figures do not carry it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from math import log1p, sqrt
from statistics import fmean, variance
from typing import Any

from agency_core.analytics.report_words import (
    ABOUT_AS_BEFORE,
    count,
    listed,
    moment,
    number,
    percent,
    short,
    short_day,
    signed,
    span,
)

Json = Mapping[str, Any]
ENOUGH = 5
"""Counted posts in each period below which nothing is compared."""
LARGE_SHARE = 0.2
SHIFTED = 0.15
CLEAR = 2.0
"""Standard errors by which two averages have to differ."""


def reasons(found: Json) -> Iterator[dict[str, str]]:
    """`text` and `basis` of each reason, those of arithmetic first."""
    yield from _volume(found)
    yield from _one_post(found)
    yield from _mix(found)
    yield from _timing(found)
    yield from _troubles(found)
    yield from _insights(found)
    yield from _notes(found)


def clear_difference(now: Sequence[int], before: Sequence[int]) -> bool:
    """Whether the interactions per post differ by more than posts vary anyway (Welch, on the logarithm)."""
    first, second = ([log1p(each) for each in these] for these in (now, before))
    error = sqrt(variance(first) / len(first) + variance(second) / len(second))
    return abs(fmean(first) - fmean(second)) > CLEAR * error


def _volume(found: Json) -> Iterator[dict[str, str]]:
    now, before = found["counted"]["now"], found["counted"]["before"]
    if min(len(now), len(before)) < ENOUGH or not sum(before):
        return
    total, average = sum(now) - sum(before), sum(before) / len(before)
    if abs(total) < ABOUT_AS_BEFORE * sum(before):
        return
    more = len(now) - len(before)
    by_volume = more * average
    if more:
        yield {
            "text": f"{count(abs(more), 'post')} {'more' if more > 0 else 'fewer'} than before: at the earlier average that "
                    f"alone stands for {signed(by_volume)} of the {signed(total)} interactions.",
            "basis": f"{number(len(now))} and {number(len(before))} counted posts, {number(average, 1)} interactions each before",
        }  # fmt: skip
    each = sum(now) / len(now)
    clear = clear_difference(now, before)
    hedge = "That is more than posts differ by chance" if clear else "Posts differ by that much anyway, so it may be chance"
    yield {
        "text": f"{'The rest' if more else 'The change'}, {signed(total - by_volume)} interactions, is the average per post: "
                f"{number(each, 1)} after {number(average, 1)}. {hedge}.",
        "basis": f"averages of {number(len(now))} and {number(len(before))} posts, compared on a logarithmic scale",
    }  # fmt: skip


def _one_post(found: Json) -> Iterator[dict[str, str]]:
    counted, largest = found["counted"]["now"], found["largest"]
    if len(counted) < ENOUGH or not sum(counted) or largest["interactions"] / sum(counted) < LARGE_SHARE:
        return
    share = largest["interactions"] / sum(counted)
    rest = (sum(counted) - largest["interactions"]) / (len(counted) - 1)
    yield {
        "text": f"One post made {percent(share, 0)} of all interactions: “{short(largest['text'], 90)}” on "
                f"{largest['platform']}. Without it the average of the others is {number(rest, 1)} a post.",
        "basis": f"{number(largest['interactions'])} of {number(sum(counted))} interactions",
    }  # fmt: skip


def _mix(found: Json) -> Iterator[dict[str, str]]:
    if min(len(found["counted"]["now"]), len(found["counted"]["before"])) < ENOUGH or len(found["platforms"]) < 2:
        return
    moved = [
        (each["counts"]["interactions"] - each["interactions_before"], each) for each in found["platforms"]
        if each["counts"]["interactions"] is not None and each["interactions_before"] is not None
    ]  # fmt: skip
    total = sum(by for by, _ in moved)
    by, most = max(moved, key=lambda each: abs(each[0]), default=(0, None))
    if most is None or not total or by / total < 0.5 or abs(by) < ABOUT_AS_BEFORE * sum(found["counted"]["before"]):
        return
    yield {
        "text": f"Most of the change is {most['label']}: {signed(by)} interactions, with {number(most['posts'])} posts after "
                f"{number(most['posts_before'])}; all other platforms together {signed(total - by)}.",
        "basis": listed([f"{each['label']} {signed(one)}" for one, each in moved]),
    }  # fmt: skip


def _timing(found: Json) -> Iterator[dict[str, str]]:
    now, before = found["timing"]["now"], found["timing"]["before"]
    if now is None or before is None or abs(now - before) < SHIFTED or len(found["counted"]["now"]) < ENOUGH:
        return
    yield {
        "text": f"{percent(now, 0)} of the posts went out at hours that had done well; before, it was {percent(before, 0)}.",
        "basis": "hours with at least 3 posts in the 90 days before both periods",
    }


def _troubles(found: Json) -> Iterator[dict[str, str]]:
    zone = found["client"]["zone"]
    for each in found["pauses"]:
        length = (datetime.fromisoformat(each["until"]) - datetime.fromisoformat(each["from"])).total_seconds()
        whose = "All publishing" if each["all"] else "Publishing"
        yield {
            "text": f"{whose} was held back for {span(length)}: {moment(each['from'], zone)} to {moment(each['until'], zone)}.",
            "basis": "the record of who paused and resumed",
        }
    counts, before = found["deliveries"]["counts"], found["deliveries_before"]
    lost, lost_before = (each["failed"] + each["missed"] + each["unconfirmed"] for each in (counts, before))
    if lost:
        yield {
            "text": f"{count(lost, 'delivery', 'deliveries')} did not go out or could not be confirmed "
                    f"({number(lost_before)} in the period before), so there were that many fewer posts to gather anything.",
            "basis": f"{count(counts['total'], 'delivery', 'deliveries')} that were due",
        }  # fmt: skip
    if found["alerts"]:
        shown = [f"{short(each['summary'], 90)} ({moment(each['from'], zone)})" for each in found["alerts"][:3]]
        yield {
            "text": f"{count(len(found['alerts']), 'alert')} fell into the period: {'; '.join(shown)}.",
            "basis": "the alerts of this client",
        }


def _insights(found: Json) -> Iterator[dict[str, str]]:
    fresh = [each for each in found["insights"] if each["fresh"]]
    if fresh:
        yield {
            "text": f"{count(len(fresh), 'insight was', 'insights were')} applied in the period: "
                    + "; ".join(f"“{short(each['claim'], 120).rstrip('.')}”" for each in fresh[:3])
                    + ". Whether that helped cannot be told from one period.",
            "basis": listed([f"applied {moment(each['since'], found['client']['zone'])}" for each in fresh[:3]]),
        }  # fmt: skip


def _notes(found: Json) -> Iterator[dict[str, str]]:
    for each in found["notes"]:
        first, last = date.fromisoformat(each["first"]), date.fromisoformat(each["last"])
        days = short_day(first) if first == last else f"{short_day(first)} to {short_day(last)}"
        yield {"text": f"Noted for {days}: {short(each['label'], 160)}.", "basis": "a note on the time axis"}
