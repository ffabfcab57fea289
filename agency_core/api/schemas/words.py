"""The words that all requests are made of: text, moments, platforms, numbers and JSON of bounded size."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from agency_core.domain.paging import MOST, Page
from agency_core.domain.platform import ALIASES, Platform

INT64 = 2**63 - 1
DEEPEST = 16
MOST_VALUES = 10_000
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_NEAR = "Use a year from 2000 to 2199."
_WITH_ZONE = "Send ISO 8601 with a zone, for example 2026-11-22T09:00:00Z or 2026-11-22T10:00:00+01:00."


class Words(BaseModel):
    """The parent of every request: what it does not know, it refuses by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def refuse(rule: str, why: str, remedy: str) -> PydanticCustomError:
    """An error that says what to do; braces in the words are kept as they are."""
    return PydanticCustomError(rule, "{why}", {"why": why, "remedy": remedy})


def storable(text: str) -> str:
    """`text`, when a database and UTF-8 can hold it: no NUL, no half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text if char > "\ud7ff"):
        raise refuse("unstorable_text", "Holds a character that cannot be stored.", "Take out NUL and lone surrogates.")
    return text


def _platform(value: object) -> object:
    if isinstance(value, str):
        folded = value.strip().lower()
        return ALIASES.get(folded, folded)
    return value


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise refuse("moment_type", "Is not a moment.", _WITH_ZONE)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise refuse("moment_format", "Is not a moment in ISO 8601.", _WITH_ZONE) from None


def _zoned(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise refuse("no_time_zone", "Has no time zone.", _WITH_ZONE)
    if not _FIRST <= value < _LAST:
        raise refuse("moment_range", "Is out of reach.", _NEAR)
    return value.astimezone(UTC)


def _within_reach(value: date) -> date:
    if not _FIRST.date() <= value < _LAST.date():
        raise refuse("day_range", "Is out of reach.", _NEAR)
    return value


def bounded(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """`value`, when it is JSON that can be stored: not too deep, not too much, no NaN, no number past 64 bits."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_VALUES:
            raise refuse(
                "too_much", "Is nested too deeply or holds too many values.",
                f"Stay within {DEEPEST} levels and {MOST_VALUES} values.",
            )
        _scalar(part)
        if isinstance(part, dict):
            waiting += [(each, depth + 1) for pair in part.items() for each in pair]
        elif isinstance(part, list):
            waiting += [(each, depth + 1) for each in part]
    return value


def _scalar(value: object) -> None:
    if isinstance(value, str):
        storable(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise refuse("not_a_number", "Holds NaN or infinity.", "Leave the value out, or send null.")
    elif isinstance(value, int) and abs(value) > INT64:
        raise refuse("number_range", "Holds a number past 64 bits.", "Send it as text.")


def once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """`values` without repetitions, in their order."""
    return tuple(dict.fromkeys(values))


def _platform_key(value: str) -> str:
    folded = ALIASES.get(value.strip().lower(), value.strip().lower())
    if folded not in set(Platform):
        raise refuse("unknown_platform", "Is not a platform.", f"Use one of: {', '.join(Platform)}.")
    return str(folded)


_Storable = AfterValidator(storable)
Word = Annotated[str, StringConstraints(min_length=1, max_length=64), _Storable]
"""An id or another short name."""
OptionalWord = Annotated[str, StringConstraints(max_length=64), _Storable]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300), _Storable]
"""A name or title of one line."""
OptionalLine = Annotated[str, StringConstraints(max_length=300), _Storable]
Note = Annotated[str, StringConstraints(min_length=1, max_length=4_000), _Storable]
OptionalNote = Annotated[str, StringConstraints(max_length=4_000), _Storable]
Body = Annotated[str, StringConstraints(max_length=100_000), _Storable]
"""The text of content, long enough for an article."""
Address = Annotated[str, StringConstraints(max_length=2_048), _Storable]
Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_zoned)]
"""A point in time; without a zone it is refused."""
Day = Annotated[date, AfterValidator(_within_reach)]
"""A day of a calendar, near enough to count some years on both sides of it."""
PlatformName = Annotated[
    Platform, BeforeValidator(_platform), Field(description="`twitter` is understood as `x`."),
]
Platforms = Annotated[tuple[PlatformName, ...], Field(min_length=1, max_length=20), AfterValidator(once)]
Variants = dict[Annotated[str, AfterValidator(_platform_key)], Body]
"""Words of their own for some platforms."""
Options = dict[Annotated[str, AfterValidator(_platform_key)], dict[str, str]]
"""Choices for some platforms, by name."""
JsonObject = Annotated[dict[str, Any], AfterValidator(bounded)]
"""A JSON object of bounded size."""


def _reachable(cursor: str) -> str:
    try:
        number = int(cursor)
    except ValueError:
        return cursor  # the list that gave it knows what it means
    if abs(number) > INT64:
        raise refuse("cursor_range", "Is not one that this list gave.", "Send next_cursor as it came.")
    return cursor


class PageQuery(Words):
    """Which part of a list: at most `limit` items, after `cursor` (the `next_cursor` of the answer before)."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 100
    cursor: Annotated[str, StringConstraints(max_length=128, pattern=r"^[\x21-\x7e]*$"), AfterValidator(_reachable)] = ""

    def page(self) -> Page:
        """The wish in the agency's words."""
        return Page(self.limit, self.cursor)


ThePart = Annotated[PageQuery, Query()]
"""The same as a parameter of a route that asks for nothing else."""


class ClientQuery(PageQuery):
    """A list of one client; without `client_id`, of all."""

    client_id: OptionalWord = ""
