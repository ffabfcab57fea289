"""The first page of the sandbox: every profile with posts, and what developers can order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import Row

from agency_core.domain.platform import LABELS, Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply
from agency_core.sandbox.pages.article import avatar, written
from agency_core.sandbox.pages.frame import page
from agency_core.sandbox.pages.look import look_of
from agency_core.sandbox.pages.people import person_of
from agency_core.sandbox.pages.shelf import profiles
from agency_core.sandbox.simulators import SIMULATORS

_MOST = 50
_NOTE = "Every profile that published on the sandbox. Nothing here is public, and the numbers of people are imagined."
_ORDERS = (
    ("POST", "/_control/faults", "orders a fault: a JSON object with platform, route, kind, times and seconds"),
    ("GET", "/_control/faults", "the faults still to come"),
    ("DELETE", "/_control/faults", "calls them off"),
    ("GET", "/_control/calls?platform=", "every call that came, and how it was answered"),
    ("GET", "/_control/posts?platform=", "every post there is or was"),
    ("DELETE", "/_control/state", "forgets everything"),
)


def index(call: Incoming, desk: Desk) -> Reply:
    """`GET /`: the profiles by platform, those that published last first."""
    base = call.base.rstrip("/")
    with desk.store.read() as tx:
        rows = [row for row in profiles(tx) if call.sight.sees(row.platform, row.author)]
    names = [Platform(each) for each in SIMULATORS]
    shown = "".join(_network(name, [row for row in rows if row.platform == name], base) for name in names)
    orders = _developers(base) if call.sight.is_everything else ""
    return page(200, "The sandbox network", _NOTE, (shown or _nobody()) + orders)


def _network(name: Platform, rows: Sequence[Row[Any]], base: str) -> str:
    if not rows:
        return ""
    entries = "".join(_profile(name, row, base) for row in rows[:_MOST])
    more = f"<li><small>and {len(rows) - _MOST:,} more profiles</small></li>" if len(rows) > _MOST else ""
    return f'<section class="network {name}"><h2>{LABELS[name]}</h2><ul>{entries}{more}</ul></section>'


def _profile(name: Platform, row: Row[Any], base: str) -> str:
    person = person_of(name, row.author)
    posts = "1 post" if row.posts == 1 else f"{row.posts:,} posts"
    last = written(datetime.fromtimestamp(row.last, UTC))
    feed = f"{escape(base)}/{name}/feed/{quote(row.author, safe='')}"
    return (
        f'<li>{avatar(person, look_of(name))}<div><a href="{feed}">{escape(person.name)}</a> '
        f"<small>{posts}, the last one {last} · profile {escape(person.number)}</small></div></li>"
    )


def _nobody() -> str:
    return '<p class="empty">Nobody published yet. Schedule something for a sandbox account, and it appears here.</p>'


def _developers(base: str) -> str:
    orders = "".join(
        f"<dt><code>{method} {escape(base + path)}</code></dt><dd>{escape(does)}</dd>" for method, path, does in _ORDERS
    )
    bases = "".join(f"<li>{LABELS[Platform(each)]}: <code>{escape(base)}/{each}</code></li>" for each in SIMULATORS)
    return (
        '<section class="developers"><h2>For developers</h2><p>Each network answers its own interface, strictly, below:</p>'
        f"<ul>{bases}</ul><p>And the sandbox takes orders:</p><dl>{orders}</dl></section>"
    )
