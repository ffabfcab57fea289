"""The client's page: what waits for its verdict, as it will go out, with a yes and a no that are bound to what was read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from starlette.responses import Response

from agency_core.api import kept
from agency_core.api.pages import drawing
from agency_core.api.pages.drawing import Visit, page
from agency_core.domain.actor import SYSTEM
from agency_core.domain.approval import Verdict
from agency_core.domain.content import ContentView
from agency_core.domain.media import file_of
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.terms import Step
from agency_core.errors import AgencyError, Invalid, NotFound
from agency_core.services.links import LinkOver
from agency_core.services.review_links import Reviewing
from agency_core.services.tries import by_address

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'", "X-Robots-Tag": "noindex", "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}
_VERDICTS = {"approve": Verdict.APPROVED, "changes": Verdict.CHANGES}
_DONE = {"approve": "Approved. It goes out as you read it.", "changes": "Your agency is told what should change."}


@dataclass(frozen=True)
class Brand:
    """In whose name the page comes: its name, an address of its logo (or none), and a style of its own."""

    name: str
    logo: str
    footer: str
    style: str


def show(visit: Visit) -> Response:
    """What waits."""
    return _page(visit, _opened(visit))


def answer(visit: Visit) -> Response:
    """Take a verdict."""
    opened, form = _opened(visit), visit.form
    did, name = form.get("did", ""), form.get("name", "")
    try:
        if did not in _VERDICTS:
            raise Invalid("It is neither a yes nor a no.", field="did", remedy="Use one of the two buttons.")
        visit.door.tries.take([by_address("review", drawing.origin(visit.request).address)])
        actor = opened.reviewer(name, drawing.origin(visit.request).address)
        content_id, words = form.get("content", ""), form.get("words", "")
        if not words or content_id not in {each.id for each in _waiting(visit, opened)}:
            raise NotFound("It does not wait for you any more.", remedy="Look at what waits now.")
        visit.door.approvals.decide(
            actor, content_id, step=Step.CLIENT, verdict=_VERDICTS[did], why=form.get("why", "")[:2_000], words=words,
        )
    except AgencyError as error:
        return _page(visit, opened, error=error)
    return _page(visit, opened, news=_DONE[did])


def file(visit: Visit) -> Response:
    """A picture or video of what waits, or the logo: nothing else lies behind the link."""
    opened, name = _opened(visit), visit.request.path_params["file"]
    logo = _logo(visit, opened.client_id)
    shown = {file_of(item.url) for each in _waiting(visit, opened) for item in each.media} - {""} | {logo}
    library = visit.agency.library
    view = library.known(opened.client_id, {name}).get(name) if name and name in shown else None
    if view is None or not library.file(view).exists():
        raise NotFound("There is no such file.", remedy="Open the page again.")
    return kept.answer(library.file(view), view.mime, _SAFE, asked=visit.request.headers)


def _opened(visit: Visit) -> Reviewing:
    token = visit.request.path_params["token"]
    try:
        return visit.door.review_links.open(token)
    except LinkOver as over:  # ended, too old and never made are told in the same words: nobody learns which links there were
        visit.door.tries.take([by_address("review-link", drawing.origin(visit.request).address)])
        raise NotFound(over.message, remedy=over.remedy) from None


def _waiting(visit: Visit, opened: Reviewing) -> tuple[ContentView, ...]:
    reader = opened.reviewer("Client", "")
    return visit.door.approvals.waiting(reader, opened.client_id, content_id=opened.content_id)


def _page(visit: Visit, opened: Reviewing, *, error: AgencyError | None = None, news: str = "") -> Response:
    root = f"/r/{visit.request.path_params['token']}"
    client = visit.agency.clients.get(SYSTEM, opened.client_id)
    brand = _brand(visit, opened, root)
    shown = [_card(visit, each, ZoneInfo(client.timezone), root) for each in _waiting(visit, opened)]
    values = {
        "title": "For your approval", "brand": brand, "items": shown, "action": root, "news": news, "zone": client.timezone,
        "name": visit.form.get("name", "")[:80], "why": visit.form.get("why", "")[:2_000] if error else "",
        "about": visit.form.get("content", ""), "one": bool(opened.content_id),
    }
    return page(visit.request, "review.html", values, error=error, own_style=brand.style)


def _card(visit: Visit, content: ContentView, zone: ZoneInfo, root: str) -> Mapping[str, object]:
    at = content.scheduled_time
    media = []
    known = visit.agency.library.known(content.client_id, {file_of(each.url) for each in content.media} - {""})
    for each in content.media:
        name = file_of(each.url)
        if name in known:
            media.append({"url": f"{root}/media/{name}", "alt": each.alt_text, "mime": known[name].mime, "said": each.url})
        else:
            media.append({"url": "", "alt": each.alt_text, "mime": "", "said": each.url})
    platforms = [{
        "name": LABELS[Platform(name)], "text": content.text_for(name),
        "follows": [each.text for each in content.follow_ups if each.goes_to(name)],
        "options": {_said(option): _said(choice) for option, choice in content.options.get(name, {}).items()},
    } for name in content.target_platforms]
    when = f"{at.astimezone(zone):%A, %d %B %Y, %H:%M}" if at else ""
    return {
        "id": content.id, "title": content.title, "words": content.approvable_hash, "when": when, "link": content.link,
        "media": media, "platforms": platforms,
    }


def _said(word: str) -> str:
    return word.replace("_", " ").capitalize()


def _brand(visit: Visit, opened: Reviewing, root: str) -> Brand:
    brand, logo = visit.agency.keeping.terms.brand(SYSTEM, opened.client_id), _logo(visit, opened.client_id)
    colour = brand.colour if _COLOUR.fullmatch(brand.colour) else ""
    style = f":root{{--blue:{colour}}}" if colour else ""
    name = brand.name or visit.agency.clients.get(SYSTEM, opened.client_id).name
    return Brand(name, f"{root}/media/{logo}" if logo else "", brand.footer, style)


def _logo(visit: Visit, client_id: str) -> str:
    """The file of the client's logo; empty when it has none."""
    logo = visit.agency.keeping.terms.brand(SYSTEM, client_id).logo
    if not logo:
        return ""
    try:
        return visit.agency.library.get(SYSTEM, logo).file
    except NotFound:  # the picture was deleted since
        return ""
