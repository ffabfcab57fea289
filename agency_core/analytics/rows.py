"""What an import brings: posts with their numbers, and the rows that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agency_core.domain.platform import Platform
from agency_core.errors import Invalid

SHOWN_LENGTH = 120


class TimeFrom(StrEnum):
    """Where the time of publication comes from, and so how exact it is."""

    NOWHERE = "nowhere"
    ID = "id"
    """Carried by the id of the post: exact, in UTC."""
    CLOCK = "clock"
    """A date with a time of day in the file."""
    DAY = "day"
    """Only the day is known; the time is midnight and says nothing."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of an export with its lifetime numbers.

    `values` holds the metrics that the file has a column for (see `domain.metric.METRICS`); None is "not given", never
    zero. `extra` holds the file's other numbers, rates as fractions, durations in seconds. `line` is the line of a text
    file or the row of a sheet, counted from 1. `account` is the network's id of the page or account, or its name.
    """

    line: int
    platform: Platform
    external_id: str
    published_at: datetime | None
    published_from: TimeFrom
    url: str
    text: str
    content_type: str
    values: Mapping[str, float | None]
    extra: Mapping[str, float]
    account: str = ""
    campaign: str = ""
    topic: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RowError:
    """One row that was left out: where, which value, which rule it breaks and what to do."""

    line: int
    column: str
    value: str
    rule: str
    remedy: str = ""


class Refused(Invalid):
    """The whole file is of a kind that holds no posts."""


def shown(value: str) -> str:
    """A cell as it may be quoted in a message: printable and short."""
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in value[: SHOWN_LENGTH + 1])
    return clean if len(clean) <= SHOWN_LENGTH else clean[:SHOWN_LENGTH] + "…"
