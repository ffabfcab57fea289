"""What a post shows beside its words: pictures in a grid or a row, videos, stories, documents and cards of links."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from agency_core.sandbox.pages.look import Look
from agency_core.sandbox.pages.seen import Card, Medium, Seen
from agency_core.sandbox.pages.words import away, host_of, leads_out

_IN_A_GRID = 4
_TALL = frozenset({"reel", "story"})


def attached(post: Seen, look: Look, base: str, *, whole: bool) -> str:
    """What is attached to `post` as HTML; `whole`: all of its pictures, not only the first four."""
    if post.told.card is not None:
        return _card(post.told.card, post.media, base)
    if post.kind == "document":
        return f'<div class="document"><span class="sheet" aria-hidden="true"></span>{_document(post)}</div>'
    if post.kind in _TALL or (post.media and post.media[0].video and len(post.media) == 1):
        return _screen(post, base)
    if len(post.media) > 1 and look.strip:
        return _strip(post.media, base)
    return _grid(post.media, base, whole=whole) if post.media else ""


def _document(post: Seen) -> str:
    return f"<span><strong>{escape(post.told.title or 'Document')}</strong><br><small>Document</small></span>"


def _card(card: Card, media: tuple[Medium, ...], base: str) -> str:
    host = escape(host_of(card.url) or card.url)
    words = f"<strong>{escape(card.title)}</strong>" if card.title else ""
    words += f'<span class="about">{escape(card.description)}</span>' if card.description else ""
    inner = f'{"".join(_picture(each, base) for each in media[:1])}<span class="said"><small>{host}</small>{words}</span>'
    return f'<a class="card" {away(card.url)}>{inner}</a>' if leads_out(card.url) else f'<div class="card">{inner}</div>'


def _screen(post: Seen, base: str) -> str:
    """A video, a reel or a story: one medium in the shape of a screen."""
    medium = post.media[0] if post.media else Medium("")
    shape = "tall" if post.kind in _TALL or post.platform == "tiktok" else "wide"
    inner = _picture(medium, base)
    if medium.video:
        inner += '<span class="play" aria-hidden="true"></span><figcaption>Video: the sandbox does not play it</figcaption>'
    elif post.kind == "story":
        inner += '<figcaption>Story: gone after 24 hours</figcaption>'
    return f'<figure class="screen {shape}{" story" if post.kind == "story" else ""}">{inner}</figure>'


def _strip(media: tuple[Medium, ...], base: str) -> str:
    count = len(media)
    shots = "".join(
        f'<li>{_shot(each, base)}<span class="place">{place}/{count}</span></li>' for place, each in enumerate(media, 1)
    )
    return f'<ul class="strip" tabindex="0" aria-label="{count} pictures in a row">{shots}</ul>'


def _grid(media: tuple[Medium, ...], base: str, *, whole: bool) -> str:
    shown = media if whole else media[:_IN_A_GRID]
    left = len(media) - len(shown)
    shots = [_shot(each, base) for each in shown]
    more = f'<span class="left" aria-label="{left} more pictures">+{left}</span>' if left else ""
    cells = "".join(f"<li>{each}{more if place == len(shots) else ''}</li>" for place, each in enumerate(shots, 1))
    return f'<ul class="grid of{min(len(shown), _IN_A_GRID)}">{cells}</ul>'


def _shot(medium: Medium, base: str) -> str:
    mark = '<span class="play" aria-hidden="true"></span>' if medium.video else ""
    mark += f'<span class="alt" title="{escape(medium.alt)}" aria-hidden="true">ALT</span>' if medium.alt else ""
    return f'<div class="shot">{_picture(medium, base)}{mark}</div>'


def _picture(medium: Medium, base: str) -> str:
    what = "Video" if medium.video else "Picture"
    alt = medium.alt or f"{what} without a description"
    if medium.thumb:
        return f'<img src="{escape(base)}/thumb/{quote(medium.thumb, safe="")}" alt="{escape(alt)}">'
    return f'<span class="blank" role="img" aria-label="{escape(alt)}"></span>'
