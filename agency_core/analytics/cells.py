"""What the text of one cell means: a missing value, a number, a share, a duration, the name of a column."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence

from agency_core.errors import Invalid

MISSING = frozenset({"", "-", "--", "–", "—", "undefined", "n/a", "na", "#n/a", "null", "none", "nan"})
LARGEST = 2.0**53
"""Above this a float no longer holds every whole number."""

Unit = Callable[[str], float | None]

_PLAIN = re.compile(r"-?\d+(\.\d*)?(e[+-]?\d+)?|-?\.\d+", re.ASCII | re.IGNORECASE)
_GROUPED = re.compile(r"-?\d{1,3}(?:([ ,'’])\d{3})(?:\1\d{3})*(?:\.\d+)?", re.ASCII)
_CONTINENTAL = re.compile(r"-?\d{1,3}(?:(?:[. ]\d{3})+,\d+|(?:\.\d{3}){2,})|-?\d+,\d+", re.ASCII)
_SHORT = re.compile(r"(-?\d+(?:[.,]\d{1,2})?) ?([KkM])", re.ASCII)
_TIMES = {"k": 1_000, "m": 1_000_000}
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+", re.ASCII)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.\d+)?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")


def fold(name: str) -> str:
    """A column's name without what differs by chance: case, width, underscores, spaces, invisible characters."""
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", name)).casefold().replace("_", " ")
    return _SPACES.sub(" ", plain).strip()


def labels(header: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, made distinct: a second `Views` is called `Views (2)`, a nameless one `Column 7`."""
    taken: dict[str, str] = {}
    times: dict[str, int] = {}
    for position, name in enumerate(header, start=1):
        label = plain = name.strip() or f"Column {position}"
        while fold(label) in taken:
            times[plain] = times.get(plain, 1) + 1
            label = f"{plain} ({times[plain]})"
        taken[fold(label)] = label
    return tuple(taken.values())


def is_missing(text: str) -> bool:
    """Whether the cell says "not given"."""
    return len(text) <= len("undefined") and text.strip().casefold() in MISSING


def number(text: str) -> float | None:
    """A number as written in English or continental style, None when it is not given.

    Raises:
        Invalid: it is no number, or not a finite one.
    """
    if text.isdigit() and text.isascii() and len(text) < 16:
        return float(text)
    if is_missing(text):
        return None
    plain = _SPACES.sub(" ", text.strip())
    short = _SHORT.fullmatch(plain)
    if short:
        return round(float(short[1].replace(",", ".")) * _TIMES[short[2].lower()], 6)
    value = float(_plain(plain))
    if not math.isfinite(value):
        raise Invalid("is not a finite number", remedy="Correct the cell, or empty it if the value is unknown.")
    return value


def _plain(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    if _GROUPED.fullmatch(text):
        return re.sub(r"[ ,'’]", "", text)
    if _CONTINENTAL.fullmatch(text):
        return text.replace(".", "").replace(" ", "").replace(",", ".")
    raise Invalid("is not a number", remedy="Correct the cell, or empty it if the value is unknown.")


def count(text: str) -> float | None:
    """How often something happened: a whole number from zero up, None when it is not given.

    Raises:
        Invalid: it is no such number.
    """
    if text.isdigit() and text.isascii() and len(text) < 16:
        return float(text)
    value = number(text)
    if value is None:
        return None
    if value < 0:
        raise Invalid("is below zero", remedy="A counter starts at zero: check the column.")
    if value != int(value):
        raise Invalid("is not a whole number", remedy="This column counts something: check that it is the right one.")
    if value > LARGEST:
        raise Invalid("is too large to be a count", remedy="Check that the column is the right one.")
    return value


def dotted_count(text: str) -> float | None:
    """As `count`, in a file that writes a comma before decimals: there 1.234 is a thousand and more.

    Raises:
        Invalid: it is no such number.
    """
    return count(text.replace(".", "") if _DOTTED.fullmatch(text.strip()) else text)


def percent(text: str) -> float | None:
    """A share written in percent, as a fraction: `4.5` and `4.5%` are 0.045.

    Raises:
        Invalid: it is no number.
    """
    value = number(text.replace("%", ""))
    return None if value is None else value / 100


def fraction(text: str) -> float | None:
    """A share written as a fraction; with a percent sign it is read as percent.

    Raises:
        Invalid: it is no number.
    """
    return percent(text) if "%" in text else number(text)


def duration(text: str) -> float | None:
    """Seconds, from `4:34`, `0:04:34` or a plain number of seconds; None when it is not given.

    Raises:
        Invalid: it is neither.
    """
    parts = _CLOCK.fullmatch(text.strip())
    if not parts:
        return number(text)
    hours, minutes, seconds = (float(part or 0) for part in parts.groups())
    return hours * 3600 + minutes * 60 + seconds
