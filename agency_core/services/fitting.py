"""Fitting: the file that a platform is sent of a medium, made once and kept beside it."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from pathlib import Path

from agency_core.domain.media import Facts
from agency_core.domain.platform import FileLimits
from agency_core.media import child
from agency_core.media.fit import Plan, plan
from agency_core.media.title_card import picture_size
from agency_core.services.networks import Networks


class Fitting:
    """Copies of media that fit what the platforms take, in the media folder."""

    def __init__(self, networks: Networks, folder: Path) -> None:
        """`networks` knows what the platforms take."""
        self._networks = networks
        self._folder = folder

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
        target = self._folder / planned.name
        if target.exists():
            os.utime(target)  # what is in use is not forgotten
        else:
            part = target.with_name(f"{target.stem}.{secrets.token_hex(6)}.part")
            try:
                child.fit(source, part, planned, limits.most_bytes)
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
        width, height, mime = picture_size(target)
        return target, replace(facts, mime=mime, bytes=target.stat().st_size, width=width, height=height)
