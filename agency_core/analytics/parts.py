"""A file of figures in parts, each small enough to be kept in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import Path

from agency_core.analytics.chunk import Parsed, gathered
from agency_core.analytics.upload import rows
from agency_core.domain.platform import Platform


def parts(
    path: Path, filename: str, mapping: Mapping[str, str] | None, platform: Platform | None, zone: tzinfo, now: datetime
) -> Iterator[Parsed]:
    """The file in parts, always the same ones; the arguments and errors are those of `upload.rows`."""
    return gathered(rows(path, filename, mapping, platform, zone, now))
