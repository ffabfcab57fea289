"""Whose profiles somebody sees: where several clients share a desk, the people of each see only its own."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import profile_id


@dataclass(frozen=True)
class Sight:
    """`clients`: those whose profiles are seen; None: of all, and then everything else of the network too."""

    clients: frozenset[str] | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is hidden."""
        return self.clients is None

    def sees(self, name: Platform, author: str) -> bool:
        """Whether the posts of this author (or number of a profile) are shown."""
        return self.clients is None or author.rpartition(":")[2] in self.numbers(name)

    def numbers(self, name: Platform) -> frozenset[str]:
        """The numbers of the profiles that these clients have on a platform; empty where every profile is seen."""
        return frozenset(profile_id(name, each) for each in self.clients or ())


EVERYTHING = Sight()
