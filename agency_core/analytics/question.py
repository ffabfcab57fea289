"""A question in plain words becomes a view: what is understood is said, and so is what is not. Nothing is guessed silently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from agency_core.analytics.question_days import days_in, in_words
from agency_core.analytics.question_names import Named, names_in
from agency_core.analytics.question_words import (
    COMPARE_WORDS,
    COMPARES,
    DIMENSION_WORDS,
    DIMENSIONS,
    ENGAGEMENT,
    KINDS,
    KNOWS,
    METRIC_WORDS,
    METRICS,
    ORDERS,
    PLATFORMS,
    SILENT,
    whole,
)
from agency_core.domain.content import CONTENT_TYPE_LABELS
from agency_core.domain.platform import LABELS
from agency_core.domain.question import Names, Understood, View

_READ = "¦"
_EXPLORED, _LISTED = "Explore", "Overview"


def understand(text: str, names: Names, today: date) -> Understood:
    """The view that a question asks for.

    Args:
        text: the question, in English.
        names: what the client calls things.
        today: where the client is.
    """
    return _Reading(text, names, today).understood()


class _Reading:
    """One question while it is read: what is understood is taken out of `left`, so that nothing is read twice."""

    def __init__(self, text: str, names: Names, today: date) -> None:
        flat = " ".join(unicodedata.normalize("NFKC", text).split())
        self.left = re.sub(r"[’']s\b", "  ", re.sub(r"[“”„]", '"', flat))
        self._text, self._names, self._today = text, names, today
        self._view: dict[str, str] = {}
        self._said: list[str] = []
        self._unknown: list[str] = []

    def understood(self) -> Understood:
        """Read it."""
        named = self._named(exact=True)
        compares = self._first(COMPARES)
        days = self._days()
        named = sorted([*named, *self._named(exact=False)], key=lambda each: each.start)
        by = self._all(DIMENSIONS)
        metrics = self._all(METRICS)
        platforms = self._all({key.value: words for key, words in PLATFORMS.items()})
        kinds = self._all({key.value: words for key, words in KINDS.items()})
        order = self._first(ORDERS)
        compared = bool(self._all({"compare": r"compar(?:e|ing|ison)(?: of)?"}))
        self._filters(named, platforms, kinds, by, compared=compared)
        self._look(by, metrics, order, compared=compared)
        self._said += [*([days] if days else []), *([COMPARE_WORDS[compares]] if compares else [])]
        if compares:
            self._view["compare"] = compares
        self._leftover()
        return Understood(self._text, View(**self._view), tuple(self._said), tuple(dict.fromkeys(self._unknown)))

    def take(self, pattern: re.Pattern[str]) -> list[str]:
        """What the pattern finds, taken out."""
        found = [match[0] for match in pattern.finditer(self.left)]
        self.left = pattern.sub(lambda match: _READ * len(match[0]), self.left)
        return found

    def _all(self, words: Mapping[str, str]) -> list[str]:
        """The keys of those that are said, in the order of the words."""
        places: list[tuple[int, str]] = []
        for key, pattern in words.items():
            found = whole(pattern).search(self.left)
            if found and self.take(whole(pattern)):
                places.append((found.start(), key))
        return [key for _, key in sorted(places)]

    def _first(self, words: Mapping[str, str]) -> str:
        found = self._all(words)
        self._unknown += [f"{each} (only one at a time)" for each in found[1:]]
        return found[0] if found else ""

    def _named(self, *, exact: bool) -> list[Named]:
        found = names_in(self.left, self._names, exact=exact)
        for each in found:
            self.left = self.left[: each.start] + _READ * (each.end - each.start) + self.left[each.end :]
        self._unknown += [f"{each.said} ({each.why})" for each in found if each.why]
        return [each for each in found if not each.why]

    def _days(self) -> str:
        said = ""
        for each in days_in(self.left, self._today):
            words = self.left[each.start : each.end]
            self.left = self.left[: each.start] + _READ * (each.end - each.start) + self.left[each.end :]
            if each.days is None:
                self._unknown.append(f"{words} ({each.why})")
            elif said:
                self._unknown.append(f"{words} (only one period at a time)")
            else:
                self._view["first"], self._view["last"] = (day.isoformat() for day in each.days)
                said = in_words(each.days)
        return said

    def _filters(
        self, named: list[Named], platforms: list[str], kinds: list[str], by: list[str], *, compared: bool
    ) -> None:
        """One of a sort is a filter; several are compared, where nothing else is."""
        labels: dict[str, dict[str, str]] = {
            "agent": {each.value: each.label for each in named if each.kind == "agent"},
            "platform": {key.value: LABELS[key] for key in PLATFORMS if key.value in platforms},
            "content_type": {key.value: CONTENT_TYPE_LABELS[key] for key in KINDS if key.value in kinds},
            **{
                kind: {each.value: each.label for each in named if each.kind == kind}
                for kind in ("topic", "hashtag", "campaign")
            },
        }
        for kind, found in labels.items():
            if len(found) == 1:
                self._view[kind] = next(iter(found))
                self._said.append(_filtered(kind, next(iter(found.values()))))
            elif found and (not by or by == [kind]):
                by[:] = [kind]
                self._said.append(f"{' and '.join(found.values())} beside all others")
            elif found:
                why = "compare one sort of thing at a time" if compared else "only one at a time"
                self._unknown += [f"{label} ({why})" for label in found.values()]

    def _look(self, by: list[str], metrics: list[str], order: str, *, compared: bool) -> None:
        self._unknown += [f"{DIMENSION_WORDS[each].lower()} (only one way to look at a time)" for each in by[1:]]
        self._unknown += [f"{METRIC_WORDS.get(each, each).lower()} (only one number at a time)" for each in metrics[1:]]
        metric = metrics[0] if metrics else ""
        if order and not by:
            self._ranked(order, metric)
        elif by or metric:
            self._explored(by[0] if by else "day", metric, order)
        if compared and not by and "compare" not in self._view:
            self._unknown.append("compare (with what?)")

    def _ranked(self, order: str, metric: str) -> None:
        if metric not in {"", ENGAGEMENT, "interactions", "posts"}:
            self._unknown.append(f"{METRIC_WORDS[metric].lower()} (posts are ranked by interactions)")
        self._view |= {"tab": _LISTED, "order": order}
        self._said.insert(0, f"{order.capitalize()} posts first, by interactions")

    def _explored(self, by: str, metric: str, order: str) -> None:
        if order == "worst":
            self._unknown.append("worst (only posts are listed so)")
        self._view |= {"tab": _EXPLORED, "by": by}
        said = [DIMENSION_WORDS[by]]
        wanted = "rate" if metric == ENGAGEMENT else metric
        knows = KNOWS[by]
        if by == "hour":
            said.append("Engagement rate")
        if wanted in knows:
            self._view["metric"] = wanted
            said.append(METRIC_WORDS[wanted])
        elif knows:
            said.append(f"{METRIC_WORDS[knows[0]]}, as no other number is asked for")
        if wanted and wanted not in knows and not (by == "hour" and wanted == "rate"):
            self._unknown.append(f"{METRIC_WORDS[wanted].lower()} (not shown {DIMENSION_WORDS[by].lower()})")
        self._said[:0] = said

    def _leftover(self) -> None:
        """What nobody understood, word groups as they stood; words that say nothing end a group or stand in it."""
        for part in re.split(rf"[{_READ},;:.?!()]+", self.left):
            words = part.split()
            while words and _is_silent(words[0]):
                words.pop(0)
            while words and _is_silent(words[-1]):
                words.pop()
            if words:
                self._unknown.append(" ".join(words))


def _filtered(kind: str, label: str) -> str:
    return {"platform": f"On {label}", "agent": f"By {label}", "content_type": label, "hashtag": f"#{label}"}.get(
        kind, f"{kind.capitalize()} {label}"
    )


def _is_silent(word: str) -> bool:
    bare = word.strip("\"'-–&+/").lower()
    return not bare or bare in SILENT


