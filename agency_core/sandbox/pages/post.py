"""The page of one post."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from sqlalchemy import select

from agency_core.domain.platform import LABELS, Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply
from agency_core.sandbox.pages.article import Scene, article
from agency_core.sandbox.pages.frame import document, page
from agency_core.sandbox.pages.people import person_of
from agency_core.sandbox.pages.shelf import is_named, strand_of
from agency_core.sandbox.tables import THUMBS


def post(call: Incoming, desk: Desk) -> Reply:
    """The page of one post; of a part of a thread or a comment: the whole thread or post, with that marked."""
    name, asked = Platform(call.params["platform"]), call.params["post_id"]
    with desk.store.read() as tx:
        found = strand_of(tx, name, asked)
    if found is None or not call.sight.sees(name, found.post.author):
        return page(404, "No such post", "It was never published, or it was taken down.", "")
    told = call.asked()
    marked = told.get("commentUrn") or told.get("lc") or asked
    scene = Scene(call.base, desk.moment(), whole=True, marked="" if marked == found.post.id else marked)
    person = person_of(name, found.post.author)
    profile = f"{escape(call.base)}/feed/{quote(found.post.author, safe='')}"
    top = (
        f'<nav aria-label="Sandbox"><a href="{profile}">All posts of {escape(person.name)}</a></nav>'
        f'<h1 class="unseen">{LABELS[name]} post by {escape(person.name)}</h1>'
    )
    return document(200, f"{LABELS[name]} post by {person.name}", top + article(found, scene), name)


def thumb(call: Incoming, desk: Desk) -> Reply:
    """`GET /{platform}/thumb/{id}`: a small copy of a picture."""
    name, asked = Platform(call.params["platform"]), call.params["id"]
    with desk.store.read() as tx:
        if not call.sight.is_everything and not is_named(tx, name, call.sight.numbers(name), asked):
            return Reply(404)
        picture = tx.execute(select(THUMBS.c.picture).where(THUMBS.c.id == asked)).scalar()
    if picture is None:
        return Reply(404)
    return Reply(200, picture, {"content-type": "image/jpeg", "x-content-type-options": "nosniff"})
