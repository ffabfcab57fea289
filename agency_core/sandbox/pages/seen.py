"""A post as people see it, read from what each network keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.pages.words import Span, spans_in, spans_of_facets

COMMENT = "comment"


@dataclass(frozen=True)
class Card:
    """A link shown as a card."""

    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class Told:
    """What a network keeps of a post beside its words.

    `words` replace the row's where they are kept apart from the title. `alts` say what the media show, in their order, where
    the post and not the medium says so. `notes` are said of the post, `warning` before it.
    """

    title: str = ""
    words: str | None = None
    alts: tuple[str, ...] = ()
    card: Card | None = None
    facets: tuple[Mapping[str, Any], ...] | None = None
    notes: tuple[str, ...] = ()
    warning: str = ""


@dataclass(frozen=True)
class Medium:
    """A picture or video of a post. `thumb` names its small copy; empty when there is none."""

    thumb: str
    video: bool = False
    alt: str = ""


@dataclass(frozen=True)
class Seen:
    """A post, or a comment."""

    id: str
    platform: Platform
    author: str
    kind: str
    moment: datetime
    words: str
    spans: tuple[Span, ...]
    told: Told
    media: tuple[Medium, ...] = field(default=())

    @property
    def is_comment(self) -> bool:
        """Whether it stands below a post that is no part of its own thread."""
        return self.kind == COMMENT


def told_of(row: Row[Any]) -> Told:
    """What the network keeps of the post in `row`."""
    return _READERS.get(row.platform, _plain)(row.details)


def seen(row: Row[Any], told: Told, media: tuple[Medium, ...]) -> Seen:
    """The post in `row`."""
    words = row.text if told.words is None else told.words
    spans = spans_in(words) if told.facets is None else spans_of_facets(words, told.facets)
    moment = datetime.fromtimestamp(row.created_at, UTC)
    return Seen(row.id, Platform(row.platform), row.author, row.kind, moment, words, tuple(spans), told, media)


def _plain(details: Mapping[str, Any]) -> Told:
    """Facebook, Threads, and whatever names a link and a title as they do."""
    link = details.get("link", "")
    return Told(title=details.get("title", ""), card=Card(link) if link else None)


def _linkedin(details: Mapping[str, Any]) -> Told:
    content = details.get("content") or {}
    note = () if details.get("visibility", "PUBLIC") == "PUBLIC" else ("Not for everybody",)
    article, medium = content.get("article"), content.get("media")
    if article:
        return Told(card=Card(article["source"], article["title"], article.get("description", "")), notes=note)
    images = [medium] if medium else content.get("multiImage", {}).get("images", [])
    alts = tuple(str(one.get("altText", "")) for one in images)
    return Told(title=medium.get("title", "") if medium else "", alts=alts, notes=note)


def _bluesky(details: Mapping[str, Any]) -> Told:
    record = details["record"]
    embed = record.get("embed", {})
    external = embed.get("external")
    card = Card(external["uri"], external["title"], external["description"]) if external else None
    alts = tuple(str(one["alt"]) for one in embed.get("images", []))
    return Told(alts=alts, card=card, facets=tuple(record.get("facets", ())))


def _mastodon(details: Mapping[str, Any]) -> Told:
    extra, who = details.get("extra", {}), details.get("visibility", "public")
    note = () if who == "public" else ({"unlisted": "Unlisted", "private": "Followers only"}.get(who, "Mentioned people only"),)
    hidden = "Sensitive content" if extra.get("sensitive") else ""
    return Told(notes=note, warning=extra.get("spoiler_text") or hidden)


def _youtube(details: Mapping[str, Any]) -> Told:
    if "snippet" not in details:
        return Told()
    snippet, privacy = details["snippet"], details["status"]["privacyStatus"]
    notes = () if privacy == "public" else (privacy.capitalize(),)
    return Told(snippet["title"], snippet.get("description", ""), notes=notes)


def _tiktok(details: Mapping[str, Any]) -> Told:
    notes = [] if details["privacy"] == "PUBLIC_TO_EVERYONE" else ["Not for everybody"]
    return Told(notes=(*notes, *(() if details["shown"] else ("Still processing",))))


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Told]] = {
    Platform.LINKEDIN: _linkedin, Platform.BLUESKY: _bluesky, Platform.MASTODON: _mastodon, Platform.YOUTUBE: _youtube,
    Platform.TIKTOK: _tiktok,
}  # fmt: skip
