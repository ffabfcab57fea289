"""How numbers stand in a report: thin spaces between thousands, a dash for what is missing, never a 0 in its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

MISSING = "–"
_THIN = "\u202f"
ABOUT_AS_BEFORE = 0.05
"""A change within this is no change worth a sentence."""


def number(value: float | None, digits: int = 0) -> str:
    """`12 480`, or with decimals; a dash for none."""
    return MISSING if value is None else f"{value:,.{digits}f}".replace(",", _THIN)


def percent(fraction: float | None, digits: int = 1) -> str:
    """A fraction as a percentage: 0.034 is `3.4 %`."""
    return MISSING if fraction is None else f"{number(fraction * 100, digits)}{_THIN}%"


def signed(value: float, digits: int = 0) -> str:
    """With its sign: `+120`, `−5`, `0`."""
    text = number(abs(value), digits)
    return text if not float(f"{value:.{digits}f}") else f"{'+' if value > 0 else '−'}{text}"


def change(now: float | None, before: float | None) -> float | None:
    """By which fraction a figure has grown; None where either is missing or there was nothing to grow from."""
    return None if now is None or not before else now / before - 1


def change_words(fraction: float | None) -> str:
    """`+12 %`, `−3 %`, a dash."""
    return MISSING if fraction is None else f"{signed(fraction * 100)}{_THIN}%"


def count(value: int, one: str, many: str = "") -> str:
    """`1 post`, `3 posts`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def day(value: date) -> str:
    """`16 November 2026`."""
    return f"{value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """`16 Nov`."""
    return f"{value.day} {value:%b}"


def moment(value: datetime | str | None, zone: str) -> str:
    """`Mon 16 Nov 09:00` on the clocks of `zone`; a dash for none."""
    if not value:
        return MISSING
    local = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def span(seconds: float) -> str:
    """A length of time in its largest unit: `40 s`, `13 min`, `2.5 h`, `3 days`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f}".removesuffix(".0") + " h" if seconds < 48 * 3600 else f"{seconds / 86_400:.0f} days"


def short(text: str, most: int) -> str:
    """One line of at most `most` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
