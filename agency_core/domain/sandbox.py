"""Names on the sandbox network. A sandbox token describes itself, so an account can be connected before the network runs.

A token reads `sandbox.<platform>.<profile id>.<generation>`; the simulators accept it for that profile on that platform only,
and a refresh raises the generation. It opens nothing but the simulators of this product.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from urllib.parse import quote

from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

PREFIX = "sandbox"


@dataclass(frozen=True)
class SandboxToken:
    """The parts of a token."""

    platform: Platform
    profile_id: str
    generation: int = 0

    def __str__(self) -> str:
        """The token as it is sent."""
        return f"{PREFIX}.{self.platform}.{self.profile_id}.{self.generation}"


def read_token(text: str) -> SandboxToken:
    """The parts of `text`.

    Raises:
        Invalid: it is not a sandbox token.
    """
    parts = text.split(".")
    if len(parts) != 4 or parts[0] != PREFIX or not parts[3].isdigit() or parts[1] not in set(Platform):
        raise Invalid("This is not a token of the sandbox network.", field="access_token")
    return SandboxToken(Platform(parts[1]), parts[2], int(parts[3]))


def profile_id(platform: Platform, seed: str) -> str:
    """A number for a sandbox profile, the same for the same seed (a client's id), in the shape the platform uses."""
    return str(17_000_000_000 + zlib.crc32(f"{platform}:{seed}".encode()))


def feed_address(base: str, name: str, external_id: str) -> str:
    """Where people see the posts of an account; `base` is the address of the sandbox network, `name` its platform."""
    return f"{base}/{name}/feed/{quote(external_id, safe='')}"
