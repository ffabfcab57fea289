"""Links, mentions and hashtags within a text. Bluesky finds none by itself: each is told by its place in UTF-8 bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from agency_core.platforms.bluesky.facts import TAG_GRAPHEMES

_LINK = re.compile(r"(?<![\w/])https?://[^\s<>\"/\ufeff][^\s<>\"\ufeff]*", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@./])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9])")
_HASHTAG = re.compile(r"(?<![^\s(\[{\"'])[#＃](?!\ufe0f|\u20e3)([^\s#＃\u00ad\u2060\u200a-\u200d\u20e2\ufeff]+)")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_GRAPHEME = regex.compile(r"\X")
_FACET = "app.bsky.richtext.facet"


@dataclass(frozen=True)
class Span:
    """A piece of a text, in characters; `kind` is link, mention or tag, `value` what it stands for."""

    start: int
    end: int
    kind: str
    value: str


def length(text: str) -> int:
    """Graphemes of `text`: what a reader takes for one character counts as one, whatever it is made of.

    >>> length("e\u0301\U0001f469\u200d\U0001f469\u200d\U0001f467")
    2
    """
    return sum(1 for _ in _GRAPHEME.finditer(text))


def byte_length(text: str) -> int:
    """Bytes of `text` in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def spans(text: str) -> list[Span]:
    """Links, mentions and hashtags in `text`, in their order; of two that overlap a link wins, then a mention."""
    found: list[Span] = []
    for span in [*_links(text), *_mentions(text), *_tags(text)]:
        if all(span.end <= other.start or span.start >= other.end for other in found):
            found.append(span)
    return sorted(found, key=lambda span: span.start)


def mentioned(text: str) -> list[str]:
    """The handles that `text` mentions, in lower case, each once."""
    return list(dict.fromkeys(span.value for span in spans(text) if span.kind == "mention"))


def facets(text: str, people: Mapping[str, str]) -> list[dict[str, Any]]:
    """What Bluesky is told of `text`: byteStart and byteEnd (exclusive) of each span, and what it is.

    Args:
        text: the post's text.
        people: DID by handle; a mention of nobody known stays plain text.
    """
    told = []
    for span in spans(text):
        feature = _feature(span, people)
        if feature:
            start = byte_length(text[: span.start])
            index = {"byteStart": start, "byteEnd": start + byte_length(text[span.start : span.end])}
            told.append({"index": index, "features": [feature]})
    return told


def _feature(span: Span, people: Mapping[str, str]) -> dict[str, str]:
    if span.kind == "link":
        return {"$type": f"{_FACET}#link", "uri": span.value}
    if span.kind == "tag":
        return {"$type": f"{_FACET}#tag", "tag": span.value}
    did = people.get(span.value, "")
    return {"$type": f"{_FACET}#mention", "did": did} if did else {}


def _links(text: str) -> Iterator[Span]:
    for match in _LINK.finditer(text):
        address = _without_tail(match[0])
        if address.partition("://")[2]:
            yield Span(match.start(), match.start() + len(address), "link", address)


def _mentions(text: str) -> Iterator[Span]:
    for match in _MENTION.finditer(text):
        yield Span(match.start(), match.end(), "mention", match[1].lower())


def _tags(text: str) -> Iterator[Span]:
    for match in _HASHTAG.finditer(text):
        name = _tag(match[1])
        if name:
            yield Span(match.start(), match.start() + 1 + len(name), "tag", name)


def _tag(written: str) -> str:
    """The hashtag at the beginning of `written`, without what ends a sentence; empty when it is a mere number."""
    name = written
    while name and unicodedata.category(name[-1])[0] == "P":
        name = name[:-1]
    meant = any(not char.isdigit() and unicodedata.category(char)[0] in "LNSM" for char in name)
    return name if meant and length(name) <= TAG_GRAPHEMES and byte_length(name) <= TAG_GRAPHEMES * 10 else ""


def _without_tail(address: str) -> str:
    """`address` without the punctuation of the sentence around it; a bracket is part of it when it was opened in it."""
    while address:
        last = address[-1]
        unpaired = last in _CLOSING and address.count(last) > address.count(_CLOSING[last])
        if last not in ".,;:!?'*_~" and not unpaired:
            break
        address = address[:-1]
    return address
