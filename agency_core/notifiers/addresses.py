"""Addresses of services: which ones may be entered, and how they are shown without what is secret in them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from agency_core.errors import Invalid
from agency_core.http_client.guard import is_allowed, is_public

ALLOW = "AGENCY_NOTIFY_HOSTS"
TAIL = 4


def host_of(url: str) -> str:
    """The host of an address."""
    return urlsplit(url).hostname or ""


def checked_url(url: str, field: str, allowed: Iterable[str]) -> str:
    """`url` when it can be called: https, or http to a host of the own network that the settings name.

    Raises:
        Invalid: it cannot.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        parts, host, port = urlsplit(""), "", 0
    if parts.scheme not in {"http", "https"} or not host or any(each.isspace() or not each.isprintable() for each in text):
        raise Invalid("This is no web address.", field=field, remedy="Enter it whole, beginning with https://.")
    if parts.username or parts.password:
        raise Invalid("The address holds a password.", field=field, remedy="Leave it out; use the field for it if there is one.")
    free = is_allowed(host, port, allowed)
    if parts.scheme == "http" and not free:
        raise Invalid(
            "The address is not encrypted.", field=field,
            remedy=f"Use https://, or name its host in {ALLOW} if it is in your own network.",
        )
    if not free and _is_private(host):
        raise Invalid(
            f"{host} lies in a private network.", field=field, remedy=f'If it is yours, name it in {ALLOW}: ["{host}:{port}"].'
        )
    return text


def _is_private(host: str) -> bool:
    """Whether it says so itself; what a name leads to is looked at when it is called."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def shown(url: str) -> str:
    """The host of an address and its last characters: enough to tell two apart, too little to use."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or ''}{port} {ending(url)}"


def ending(secret: str) -> str:
    """The last characters of a secret that is long enough to spare them."""
    return f"…{secret[-TAIL:]}" if len(secret) >= 4 * TAIL else "…"


def given(values: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """These of the values, without white space around them."""
    return {name: values.get(name, "").strip() for name in names}
