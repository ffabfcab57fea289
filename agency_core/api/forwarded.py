"""What a proxy in front of the agency says about a request: its scheme and where it came from. Only a trusted one is believed."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from agency_core.api.asked import address_of, headers_of

_NEAR = ("127.0.0.0/8", "::1/128")
_SECURE = {"http": "https", "https": "https", "ws": "wss", "wss": "wss"}
_PLAIN = {"http": "http", "https": "http", "ws": "ws", "wss": "ws"}


class Proxies:
    """The proxies of one installation; this machine, and `addresses` (single ones or networks such as 10.0.0.0/8)."""

    def __init__(self, addresses: Collection[str] = (), *, is_behind: bool = False) -> None:
        """Believe nobody unless the agency `is_behind` a proxy."""
        named = (*_NEAR, *addresses) if is_behind else ()
        self._trusted: tuple[IPv4Network | IPv6Network, ...] = tuple(ip_network(each, strict=False) for each in named)

    def seen_through(self, scope: Scope) -> Scope:
        """The request as it came to the proxy; as it is, when no trusted proxy sent it."""
        if not self._trusted or not self._is_trusted(address_of(scope)):
            return scope
        headers = headers_of(scope)
        schemes = _SECURE if _last(headers.get("x-forwarded-proto", ())) == "https" else _PLAIN
        found = {**scope, "scheme": schemes.get(scope.get("scheme", "http"), scope.get("scheme"))}
        came = [each.strip() for line in headers.get("x-forwarded-for", ()) for each in line.split(",")]
        origin = next((each for each in reversed(came) if not self._is_trusted(each)), came[0] if came else "")
        return {**found, "client": (origin, 0)} if _is_address(origin) else found

    def _is_trusted(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self._trusted)


def _last(values: tuple[str, ...]) -> str:
    return values[-1].rpartition(",")[2].strip().lower() if values else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
