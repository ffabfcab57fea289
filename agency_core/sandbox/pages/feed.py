"""The feed of a profile: its posts, newest first, page by page."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from agency_core.domain.platform import LABELS, Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply
from agency_core.sandbox.pages.article import Scene, article, avatar
from agency_core.sandbox.pages.frame import document
from agency_core.sandbox.pages.look import look_of
from agency_core.sandbox.pages.people import Person, person_of
from agency_core.sandbox.pages.shelf import PAGE, Shelf, shelf

_LAST_PAGE = 100_000
_EMPTY = '<p class="empty">Nothing was published yet. A post appears here as soon as its delivery went out.</p>'


def feed(call: Incoming, desk: Desk) -> Reply:
    """`GET /{platform}/feed/{profile_id}?page=`: a profile's posts; the profile by its number, URN or DID."""
    name, profile = Platform(call.params["platform"]), call.params["profile_id"]
    number = _number(call.asked().get("page", ""))
    with desk.store.read() as tx:
        found = shelf(tx, name, profile, number) if call.sight.sees(name, profile) else Shelf((), 0)
    scene = Scene(call.base, desk.moment())
    shown = "".join(article(each, scene) for each in found.strands) or _EMPTY
    person = person_of(name, profile)
    main = f"{head(name, person, call.base, _count(found.total))}{shown}{_turning(call, found, number)}"
    return document(200, f"{person.name} on {LABELS[name]}", main, name)


def head(name: Platform, person: Person, base: str, count: str) -> str:
    """Who is looked at, and the way to the others."""
    root = escape(base.removesuffix(f"/{name}"))
    return (
        f'<nav aria-label="Sandbox"><a href="{root}/">All profiles of the sandbox</a></nav>'
        f'<header class="profile">{avatar(person, look_of(name))}<div><h1>{escape(person.name)}</h1>'
        f'<p><span class="handle">{escape(person.handle)}</span> · {LABELS[name]} · {count}</p>'
        f"<p><small>Profile {escape(person.number)}. The name is made up: the sandbox is told none.</small></p></div></header>"
    )


def _count(total: int) -> str:
    return "1 post, newest first" if total == 1 else f"{total:,} posts, newest first"


def _number(text: str) -> int:
    return min(max(int(text), 1), _LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _turning(call: Incoming, found: Shelf, number: int) -> str:
    """The ways to older and newer posts."""
    last = max(-(-found.total // PAGE), 1)
    here = f"{escape(call.base)}/feed/{quote(call.params['profile_id'], safe='')}"
    ways = []
    if number > 1:
        ways.append(f'<a rel="prev" href="{here}?page={min(number - 1, last)}">Newer posts</a>')
    if number < last:
        ways.append(f'<a rel="next" href="{here}?page={number + 1}">Older posts</a>')
    return f'<nav class="turning" aria-label="Pages">{"".join(ways)}<span>Page {number} of {last}</span></nav>' if ways else ""
