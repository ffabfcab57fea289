"""A table in a text file, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.analytics.encoding import Encoding, Opener


@dataclass(frozen=True)
class Dialect:
    """How a text file is written: after `skip` lines that say so themselves (`sep=;`), row `header` names `columns`."""

    encoding: Encoding
    delimiter: str
    skip: int
    header: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A text file and how it is written."""

    opener: Opener
    dialect: Dialect


@dataclass(frozen=True)
class Rest:
    """The part of a text file from a byte on; `line` lines stand before it."""

    offset: int
    line: int
