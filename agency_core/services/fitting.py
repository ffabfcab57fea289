"""Fitting: the file that a platform is sent of a medium, made once for its client and kept beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from agency_core.domain.media import Facts
from agency_core.domain.platform import FileLimits
from agency_core.media.fit import Plan, plan
from agency_core.media.title_card import picture_size
from agency_core.security import kept_files
from agency_core.services.networks import Networks
from agency_core.services.shelf import Shelf


class Fitting:
    """Copies of media that fit what the platforms take, in the media folder."""

    def __init__(self, networks: Networks, shelf: Shelf) -> None:
        """`networks` knows what the platforms take; copies are kept on the `shelf`."""
        self._networks = networks
        self._shelf = shelf

    def limits(self, facts: Facts, platform: str) -> FileLimits | None:
        """What a platform takes of such a file; None where it has no connector or does not take the sort at all."""
        if platform not in self._networks.connectors:
            return None
        return self._networks.connectors[platform].facts.capabilities.files.get(facts.sort)

    def planned(self, facts: Facts, platform: str) -> Plan:
        """What the platform will be sent of a file. Opens nothing."""
        limits = self.limits(facts, platform)
        return plan(facts, limits) if limits else Plan(facts.mime, facts.width, facts.height, facts.bytes)

    def sent(self, source: Path, facts: Facts, platform: str) -> tuple[Path, Facts]:
        """The file that the platform is sent, made where it is not there yet. Call it outside transactions.

        Raises:
            Invalid: it cannot be made to fit.
        """
        limits, planned = self.limits(facts, platform), self.planned(facts, platform)
        if limits is None or not planned.name:
            return source, facts
        target = self._shelf.folder / planned.name
        if not self._shelf.has(planned.name):
            self._shelf.fit(source, planned, limits.most_bytes, facts.owner)
        with kept_files.opened(target) as file:
            width, height, mime = picture_size(file)
        return target, replace(facts, mime=mime, bytes=kept_files.size_of(target), width=width, height=height)
