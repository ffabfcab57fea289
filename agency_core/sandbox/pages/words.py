"""A text as its readers see it: addresses, hashtags and mentions stand out, everything else is only text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

from agency_core.sandbox.pages.look import Look

_FOUND = re.compile(
    r"(?P<link>https?://[^\s<>\"]+)|(?<![\w&/#])#(?P<tag>\w*[^\W\d]\w*)|(?<![\w@./])@(?P<mention>\w[\w.-]*(?:@[\w.-]+)?)",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'…"
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a text that lead to `target` (none: they only stand out)."""

    start: int
    end: int
    target: str = ""


def spans_in(text: str) -> list[Span]:
    """What stands out in a text that nobody marked up."""
    found = []
    for each in _FOUND.finditer(text):
        end = each.start() + len(each[0].rstrip(_TRAILING))
        found.append(Span(each.start(), end, text[each.start() : end] if each["link"] else ""))
    return found


def spans_of_facets(text: str, facets: Iterable[Mapping[str, Any]]) -> list[Span]:
    """What was marked up, by its place among the bytes of the text; what lies across another is left out."""
    data = text.encode("utf-8", "replace")
    found: list[Span] = []
    for facet in sorted(facets, key=lambda one: int(one["index"]["byteStart"])):
        start, end = (len(data[: int(facet["index"][name])].decode("utf-8", "ignore")) for name in ("byteStart", "byteEnd"))
        target = next((str(one["uri"]) for one in facet["features"] if "uri" in one), "")
        if not found or start >= found[-1].end:
            found.append(Span(start, end, target))
    return found


def shown(text: str, spans: Iterable[Span], look: Look) -> str:
    """The text as HTML."""
    out, at = [], 0
    for span in spans:
        out.append(escape(text[at : span.start]))
        out.append(_element(text[span.start : span.end], span.target, look))
        at = span.end
    return "".join(out) + escape(text[at:])


def host_of(url: str) -> str:
    """The name of the machine that an address leads to, without www; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def leads_out(url: str) -> bool:
    """Whether a page may offer to go there: to a machine with a name, and only by https."""
    return url.lower().startswith("https://") and bool(host_of(url))


def away(url: str) -> str:
    """The attributes of an element that leads to `url`."""
    return f'href="{escape(url)}" rel="nofollow noopener" target="_blank"'


def _element(text: str, target: str, look: Look) -> str:
    if target and not look.links:
        return escape(text)
    seen = _cut(text, look.cut) if text == target else text
    if target and leads_out(target):
        return f"<a {away(target)}>{escape(seen)}</a>"
    return f'<span class="tag">{escape(seen)}</span>'


def _cut(link: str, most: int) -> str:
    bare = _SCHEME.sub("", link, count=1) if most else link
    return f"{bare[:most]}…" if most and len(bare) > most else bare
