"""How the reports of a client look, when they are made and where they go; what of it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from agency_core.domain.report import ReportKind
from agency_core.errors import Invalid

DUE_AT = time(6)
"""On Monday, or on the first of the month, in the client's zone."""
MOST_RECIPIENTS = 20
LEAST_CONTRAST = 4.5
"""Of white text on the colour, and of the colour on paper (WCAG 2.2, level AA)."""
NAME_LIMIT, FOOTER_LIMIT = 120, 300
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


@dataclass(frozen=True)
class Brand:
    """In whose name reports, mails and the client's own pages come.

    Attributes:
        name: empty means the client's.
        logo: the id of a picture of the media library.
        domain: the host under which the client opens its pages; empty: that of the agency.
        sender: the address that mails about the client come from; empty: that of the agency.
    """

    name: str = ""
    colour: str = "#1f4e79"
    logo: str = ""
    footer: str = ""
    domain: str = ""
    sender: str = ""


@dataclass(frozen=True)
class PlanView:
    """The reports of a client. `since` says from when on each kind is made; `mail` why no mail can be sent, empty if it can."""

    client_id: str
    weekly: bool = False
    monthly: bool = False
    recipients: tuple[str, ...] = ()
    brand: Brand = field(default_factory=Brand)
    since: Mapping[str, datetime] = field(default_factory=dict)
    mail: str = ""

    def wants(self, kind: ReportKind) -> bool:
        """Whether reports of this kind are made by themselves."""
        return self.weekly if kind is ReportKind.WEEKLY else self.monthly


@dataclass(frozen=True)
class PlanChanges:
    """The same as a person gives it."""

    weekly: bool = False
    monthly: bool = False
    recipients: tuple[str, ...] = ()
    brand: Brand = field(default_factory=Brand)


def contrast(colour: str, other: str = "#ffffff") -> float:
    """How well two colours (`#rrggbb`) can be told apart, 1 to 21, by WCAG 2."""
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def checked_brand(brand: Brand) -> Brand:
    """`brand`, tidied.

    Raises:
        Invalid: a colour that is none or cannot be read on white, a text that is too long, a domain or address that is none.
    """
    domain = brand.domain.strip().lower()
    if domain and not _DOMAIN.fullmatch(domain):
        raise Invalid(f"{brand.domain[:80]!r} is no domain.", field="domain", remedy="Write it as social.example.com.")
    sender = checked_addresses((brand.sender,))[0] if brand.sender.strip() else ""
    colour = brand.colour.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise Invalid(f"{brand.colour!r} is no colour.", field="colour", remedy="Write it as #rrggbb, for example #1f4e79.")
    if contrast(colour) < LEAST_CONTRAST:
        raise Invalid(
            f"White on {colour} has a contrast of {contrast(colour):.1f} to 1, which many cannot read.", field="colour",
            remedy=f"Choose a darker one: it takes {LEAST_CONTRAST} to 1.",
        )
    name = _line(brand.name, "name", NAME_LIMIT)
    footer = _line(brand.footer, "footer", FOOTER_LIMIT)
    return replace(brand, name=name, colour=colour, footer=footer, logo=brand.logo.strip(), domain=domain, sender=sender)


def checked_addresses(given: Iterable[str]) -> tuple[str, ...]:
    """The addresses, each once, in their order.

    Raises:
        Invalid: one that no mail can go to, or too many.
    """
    found: dict[str, str] = {}
    for each in given:
        address = each.strip()
        if not _ADDRESS.fullmatch(address) or len(address) > 254 or ".." in address or address[0] == "." or ".@" in address:
            raise Invalid(
                f"{address[:80]!r} is no mail address.", field="recipients",
                remedy="Write it as name@example.com, without a display name.",
            )
        found.setdefault(address.lower(), address)
    if len(found) > MOST_RECIPIENTS:
        raise Invalid(f"There are {len(found)} recipients.", field="recipients", remedy=f"Give at most {MOST_RECIPIENTS}.")
    return tuple(found.values())


def _line(text: str, name: str, limit: int) -> str:
    flat = " ".join(text.split())
    if len(flat) > limit:
        raise Invalid(f"{name} has {len(flat)} characters.", field=name, remedy=f"Use at most {limit}.")
    if not flat.isprintable() or any(0xD800 <= ord(each) <= 0xDFFF for each in flat):
        raise Invalid(f"{name} holds characters that cannot be shown.", field=name, remedy="Remove them.")
    return flat


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
