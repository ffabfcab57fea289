"""In whose name a page at the door comes: under a domain of a client in the client's, else in the agency's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request

from agency_core.agency import Agency
from agency_core.domain.actor import SYSTEM

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class House:
    """A name, a logo as a `data:` address (empty: none), and a style of its own."""

    name: str
    logo: str
    style: str


def enter(agency: Agency, request: Request) -> None:
    """Let the pages that answer this request be drawn in the name of whose domain it came to."""
    client_id = agency.keeping.domains.known().get(request.url.hostname or "")
    if client_id is None:
        return
    brand, client = agency.keeping.terms.brand(SYSTEM, client_id), agency.clients.get(SYSTEM, client_id)
    style = f":root{{--blue:{brand.colour}}}" if _COLOUR.fullmatch(brand.colour) else ""
    request.state.house = House(brand.name or client.name, agency.report_plans.picture(client_id, brand), style)


def house_of(request: Request) -> House | None:
    """In whose name pages are drawn; None: in the agency's."""
    found = getattr(request.state, "house", None)
    return found if isinstance(found, House) else None
