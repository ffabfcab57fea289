"""A fence around a process that runs code of others: it reaches public addresses and those allowed, and opens no files of ours.

It hears of every connection, file and process before it is made, from whatever library (Python's audit events), and cannot
be taken away again.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from agency_core.http_client.guard import is_public

_REACHES = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_NEVER = (
    "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "syslog.", "socket.bind",
    "os.remove", "os.rename", "os.mkdir", "shutil.", "ctypes.dlopen",
)
_DEVICES = frozenset({"/dev/null", "/dev/urandom", "/etc/localtime"})


class Fence:
    """What may be reached; `touched` are the hosts that were refused."""

    def __init__(self, allowed: Iterable[str]) -> None:
        """Allow public addresses and `allowed` (`host` or `host:port`), which are looked up now."""
        self.touched: list[str] = []
        self._free = {found for entry in allowed for found in _places(entry)}
        own = Path(__file__).resolve().parents[1]
        roots = {own, Path(sys.prefix), Path(sys.base_prefix), Path(os.__file__).parent, Path("/usr"), Path("/etc/ssl")}
        paths = ssl.get_default_verify_paths()
        roots |= {Path(each) for each in (paths.openssl_cafile, paths.openssl_capath) if each}
        self._roots = tuple({os.path.realpath(each) for each in roots})

    def close(self) -> None:
        """Put it up, for the rest of this process."""
        sys.addaudithook(self._heard)

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _REACHES:
            self._reach(args[1])
        elif event == "open":
            self._open(args[0], args[1], args[2])
        elif event.startswith(_NEVER):
            raise PermissionError(f"{event} is fenced off")

    def _reach(self, address: object) -> None:
        host, port = (str(address[0]), address[1]) if isinstance(address, tuple) and len(address) > 1 else ("", 0)
        with suppress(ValueError):  # no address in figures: names are looked up before they are connected to
            if is_public(host) or {(_plain(host), 0), (_plain(host), port)} & self._free:
                return
        self.touched.append(host)
        raise PermissionError("an address of a private network")

    def _open(self, path: object, mode: object, flags: object) -> None:
        if isinstance(path, int):
            return
        place = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes) else ""
        writes = (isinstance(mode, str) and bool(set(mode) & set("wax+"))) or (
            isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        )
        if place in _DEVICES or (not writes and place.startswith(self._roots)):
            return
        raise PermissionError("a file outside the fence")


def _plain(host: str) -> str:
    return str(ipaddress.ip_address(host.partition("%")[0]))


def _places(entry: str) -> set[tuple[str, int]]:
    """The addresses in figures of an entry, with its port, or 0 for any."""
    host, _, port = entry.strip("[]").rpartition(":") if entry.count(":") == 1 or "]:" in entry else (entry, "", "")
    number = int(port) if port.isdecimal() else 0
    try:
        found = socket.getaddrinfo((host or entry).strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # it is not up, and then it cannot be told
        return set()
    return {(_plain(str(each[4][0])), number) for each in found}
