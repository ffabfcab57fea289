"""One post as HTML, with what follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote

from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.pages.gallery import attached
from agency_core.sandbox.pages.look import Layout, Look, look_of
from agency_core.sandbox.pages.people import Person, person_of
from agency_core.sandbox.pages.seen import Seen
from agency_core.sandbox.pages.shelf import Strand
from agency_core.sandbox.pages.words import shown
from agency_core.sandbox.simulators import SIMULATORS

_FOLLOWING = 3


@dataclass(frozen=True)
class Scene:
    """Where and when posts are looked at.

    `base` is the address of the network; `whole`: everything is shown; `marked`: the id of what the address pointed at.
    """

    base: str
    now: datetime
    whole: bool = False
    marked: str = ""


def article(strand: Strand, scene: Scene) -> str:
    """The post, and its thread or comments below it."""
    thread = [each for each in strand.below if not each.is_comment]
    comments = [each for each in strand.below if each.is_comment]
    most = len(strand.below) if scene.whole else _FOLLOWING
    parts = [_post(strand.post, scene, first=True, goes_on=bool(thread))]
    parts += [_post(each, scene, first=False, goes_on=each is not thread[-1]) for each in thread[:most]]
    if comments:
        parts.append(f'<h3>Comments</h3><ul class="comments">{"".join(_comment(each, scene) for each in comments[:most])}</ul>')
    left = max(len(thread) - most, 0) + max(len(comments) - most, 0)
    if left:
        parts.append(f'<p class="further"><a href="{escape(address(strand.post, scene.base))}">Show {left} more</a></p>')
    return f'<section class="strand">{"".join(parts)}</section>'


def address(post: Seen, base: str) -> str:
    """Where the page of a post is."""
    path = SIMULATORS[post.platform].post_path
    return f"{base}/{path.format(post_id=quote(post.id, safe=''), author=quote(post.author, safe=''))}"


def avatar(person: Person, look: Look) -> str:
    """The picture of a profile: its initials."""
    return f'<span class="avatar hue{person.hue}{" square" if look.square else ""}" aria-hidden="true">{person.initials}</span>'


def written(moment: datetime) -> str:
    """A moment for people, with its zone."""
    return f'<time datetime="{moment.isoformat()}">{moment:%-d %b %Y, %H:%M} UTC</time>'


def _post(post: Seen, scene: Scene, *, first: bool, goes_on: bool) -> str:
    look, person = look_of(post.platform), person_of(post.platform, post.author)
    media = attached(post, look, scene.base, whole=scene.whole)
    title = f"<h2>{escape(post.told.title)}</h2>" if post.told.title and post.kind != "document" else _unseen(post)
    words = _words(post, look)
    if post.told.warning:
        words, media = f"<details><summary>{escape(post.told.warning)}</summary>{words}{media}</details>", ""
    body = [media, title, words] if look.layout is Layout.MEDIA else [title, words, media]
    classes = "post" + (" goes-on" if goes_on else "") + ("" if first else " next") + _marked(post, scene)
    head = f'<header class="by">{avatar(person, look)}{_who(post, person, scene)}</header>'
    return f'<article class="{classes}">{head}<div class="body">{"".join(body)}{_figures(post, look, scene)}</div></article>'


def _comment(post: Seen, scene: Scene) -> str:
    look, person = look_of(post.platform), person_of(post.platform, post.author)
    says = f"<b>{escape(person.name)}</b>{_words(post, look)}"
    when = f"<small>{written(post.moment)}</small>"
    inner = f'{avatar(person, look)}<div><div class="bubble">{says}</div>{when}</div>'
    return f'<li class="comment{_marked(post, scene)}">{inner}</li>'


def _who(post: Seen, person: Person, scene: Scene) -> str:
    when = f'<a class="when" href="{escape(address(post, scene.base))}">{written(post.moment)}</a>'
    notes = "".join(f'<span class="note">{escape(each)}</span>' for each in post.told.notes)
    return f'<p><b>{escape(person.name)}</b> <span class="handle">{escape(person.handle)}</span> · {when}{notes}</p>'


def _unseen(post: Seen) -> str:
    return f'<h2 class="unseen">Post of {post.moment:%-d %b %Y, %H:%M} UTC</h2>'


def _words(post: Seen, look: Look) -> str:
    return f'<p class="words" dir="auto">{shown(post.words, post.spans, look)}</p>' if post.words.strip() else ""


def _figures(post: Seen, look: Look, scene: Scene) -> str:
    crowd = audience(Shown(post.platform, post.author, post.id, post.kind, post.moment), scene.now)
    counts = [(int(getattr(crowd, name)), one, many) for name, one, many in look.figures]
    rows = "".join(f"<li><b>{count:,}</b> {one if count == 1 else many}</li>" for count, one, many in counts)
    return f'<ul class="figures" aria-label="Imagined audience">{rows}</ul>'


def _marked(post: Seen, scene: Scene) -> str:
    return " marked" if post.id == scene.marked else ""
