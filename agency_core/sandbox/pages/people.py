"""Who a profile is to those who look at it. Networks of rehearsals are told no names of clients, so each number gets one."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from agency_core.domain.platform import Platform
from agency_core.sandbox.pages.look import look_of

_MEMBER = "urn:li:person:"
HUES = 8
"""How many colours avatars have."""
_FIRST = (
    "Amber", "Brisk", "Calm", "Clever", "Copper", "Coral", "Crisp", "Early", "Fair", "Gentle", "Golden", "Green", "Happy",
    "Ivory", "Keen", "Lively", "Lucky", "Mellow", "Merry", "Noble", "North", "Olive", "Proud", "Quiet", "Rapid", "Rosy",
    "Silver", "Sunny", "Swift", "Tidy", "Vivid", "Warm",
)  # fmt: skip
_SECOND = (
    "Anchor", "Arbor", "Bakery", "Beacon", "Bridge", "Brook", "Canyon", "Cedar", "Comet", "Corner", "Falcon", "Field",
    "Forge", "Garden", "Grove", "Harbor", "Heron", "Island", "Lantern", "Meadow", "Mill", "Orchard", "Otter", "Pine",
    "Quarry", "Ridge", "River", "Sparrow", "Studio", "Summit", "Valley", "Willow",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A profile's name, its handle as the network writes such, the letters on its avatar and the avatar's colour."""

    name: str
    handle: str
    initials: str
    hue: int
    number: str


def person_of(platform: Platform, author: str) -> Person:
    """Who `author` is: always the same for the same number, whether it stands alone or in a URN."""
    number = author.rpartition(":")[2]
    seed = zlib.crc32(f"{platform}:{number}".encode("utf-8", "replace"))
    first, second = _FIRST[seed % len(_FIRST)], _SECOND[seed // len(_FIRST) % len(_SECOND)]
    handle = f"{first}_{second}_{seed % 1000:03d}".lower()
    shown = "Member" if author.startswith(_MEMBER) else look_of(platform).handle.format(
        handle=handle, dashed=handle.replace("_", "-")
    )
    return Person(f"{first} {second}", shown, first[0] + second[0], seed // 7 % HUES, number)


def authors_of(profile: str) -> tuple[str, ...]:
    """Every way in which a network may write the author that a profile's number or URN names."""
    number = profile.rpartition(":")[2]
    return (profile, number, f"urn:li:organization:{number}", f"urn:li:person:{number}", f"did:plc:{number}")
