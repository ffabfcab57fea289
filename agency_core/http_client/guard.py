"""Opens connections, only to addresses that may be called; checked is the very address that is connected to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_NO_DELAY = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)


class PrivateAddress(OSError):
    """Every address of this host lies in a private network."""


@dataclass(frozen=True)
class Door:
    """Where to connect. `free` lifts the guard for a host on the allow list; `patience` gives the seconds left."""

    host: str
    port: int
    free: bool
    patience: Callable[[], float]


def is_public(text: str) -> bool:
    """Whether `text`, an IP address, is open to everybody: not loopback, private, link-local, shared or multicast.

    An IPv4 address dressed as IPv6 (mapped, 6to4, Teredo, NAT64) counts as the one inside.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_allowed(host: str, port: int, allowed: Iterable[str]) -> bool:
    """Whether `host` is in the allow list, as `host:port` or, for any port, as `host`."""
    name = host.strip("[]").lower()
    return not {name, f"{name}:{port}", f"[{name}]:{port}"}.isdisjoint(entry.lower() for entry in allowed)


def open_socket(door: Door) -> socket.socket:
    """A connected socket to the first address of the host that may be called and answers.

    Raises:
        PrivateAddress: the host has no address that may be called; no packet was sent to any of them.
        OSError: the name does not resolve, or no address answers in time.
    """
    try:
        found = socket.getaddrinfo(door.host.strip("[]"), door.port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
    targets = [entry for entry in found if door.free or is_public(str(entry[4][0]))]
    if not targets:
        raise PrivateAddress(f"{door.host} is an address of a private network")
    failure: OSError = OSError("no address")
    for family, kind, proto, _, address in targets:
        opened = socket.socket(family, kind, proto)
        try:
            for option in _NO_DELAY:
                opened.setsockopt(*option)
            opened.settimeout(door.patience())
            opened.connect(address)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise failure
